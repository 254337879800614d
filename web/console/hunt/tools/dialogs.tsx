/** The dialogs of the page, of which at most one is open. */
import type { HuntColumn } from '../../../../src/8-server/hunting/wire.ts'
import type { KqlEditorHandle } from '../editor/create.ts'
import type { Run } from '../run/use-run.ts'
import { HistoryDialog } from './history-dialog.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import { SavedDialog } from './saved-dialog.tsx'
import { ShareDialog } from './share-dialog.tsx'

export type DialogName = 'saved' | 'history' | 'share' | 'rule'

interface DialogsProps {
  readonly name: DialogName | undefined
  readonly close: () => void
  readonly editor: KqlEditorHandle | undefined
  readonly run: Run
  readonly take: (text: string) => void
}

export function Dialogs({ name, close, editor, run, take }: DialogsProps) {
  const query = name === undefined ? '' : (editor?.current()?.text ?? '')
  return (
    <>
      <SavedDialog open={name === 'saved'} close={close} text={query} take={take} />
      <HistoryDialog open={name === 'history'} close={close} take={take} />
      <ShareDialog open={name === 'share'} close={close} text={query} />
      <RuleDialog open={name === 'rule'} close={close} query={query} columns={columnsOf(run, query)} />
    </>
  )
}

const none: readonly HuntColumn[] = []

/** Only where it is this query that was run. */
const columnsOf = (run: Run, query: string): readonly HuntColumn[] =>
  run.state === 'answered' && run.reply.ok && run.asked.text === query ? (run.reply.results.at(-1)?.columns ?? none) : none
