/** Hunt: asking the logs in KQL. The editor above, what came of the query below. */
import { Skeleton } from '@mantine/core'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import type { HuntMistake, HuntReply } from '../../../src/8-server/hunting/wire.ts'
import { Page } from '../frame/page.tsx'
import type { KqlEditorHandle } from './editor/create.ts'
import classes from './hunt-page.module.css'
import { Outcome } from './outcome.tsx'
import { draft, keepDraft } from './run/draft.ts'
import { remember } from './run/history.ts'
import { boundsOf, type Range } from './run/ranges.ts'
import { useRun } from './run/use-run.ts'
import { unpacked } from './text/share.ts'
import { type DialogName, Dialogs } from './tools/dialogs.tsx'
import { Start } from './tools/start.tsx'
import { Toolbar } from './tools/toolbar.tsx'

const KqlEditor = lazy(() => import('./editor/kql-editor.tsx').then(({ KqlEditor }) => ({ default: KqlEditor })))

const none: readonly HuntMistake[] = []

/** Rows that come without asking for more. */
const rowsUsual = 30_000
/** As the server bounds it. */
const rowsMost = 500_000

/** `shared`: a query packed into the address. */
export function HuntPage({ shared }: { readonly shared: string }) {
  const [editor, setEditor] = useState<KqlEditorHandle>()
  const runButton = useRef<HTMLButtonElement>(null)
  const [text, setText] = useState(draft)
  const [range, setRange] = useState<Range>({ name: 'all', from: '', to: '' })
  const [dialog, setDialog] = useState<DialogName>()
  const runner = useRun()
  const { run } = runner
  const take = (next: string): void => {
    setDialog(undefined)
    editor?.append(next)
    editor?.focus()
  }
  useShared(shared, editor, take)

  const ask = (rowsMax = rowsUsual): void => {
    const part = editor?.current()
    if (part === undefined) return
    const question = { text: part.text, ...boundsOf(range, Date.now()), rowsMax }
    runner.ask(question, part.start, (reply) => remember({ text: part.text, at: Date.now(), rows: rowsOf(reply) }))
  }
  const isRunning = run.state === 'running'
  // The same list while it is the same answer: the marks go when one types, and must not come back with the next letter.
  const mistakes = useMemo(() => (run.state === 'answered' ? placed(run.reply.diagnostics, run.asked.start) : none), [run])

  return (
    <Page
      title="Hunt"
      aside={
        <Toolbar
          range={range}
          setRange={setRange}
          isRunning={isRunning}
          isEmpty={text.trim() === ''}
          runButton={runButton}
          run={() => ask()}
          cancel={runner.cancel}
          open={setDialog}
          format={() => editor?.format()}
        />
      }
    >
      <div className={classes['editor']}>
        <Suspense fallback={<Skeleton h="100%" />}>
          <KqlEditor
            text={text}
            mistakes={mistakes}
            changed={(next) => {
              setText(next)
              keepDraft(next)
            }}
            run={() => ask()}
            leave={() => runButton.current?.focus()}
            ready={setEditor}
          />
        </Suspense>
        {text === '' && <p className={classes['hint']}>Write KQL here, or begin with something below. Shift-Enter runs it.</p>}
      </div>
      <Outcome
        run={run}
        fullText={text}
        go={(mistake, start) => editor?.goTo(start + mistake.start, mistake.length)}
        more={(rows) => ask(rows)}
        rowsMost={rowsMost}
      />
      {text.trim() === '' && run.state !== 'running' && <Start take={take} />}
      <Dialogs name={dialog} close={() => setDialog(undefined)} editor={editor} run={run} take={take} />
    </Page>
  )
}

/** A query that came with the address goes into the editor, once. */
function useShared(shared: string, editor: KqlEditorHandle | undefined, take: (text: string) => void): void {
  const done = useRef('')
  const current = useRef(take)
  useEffect(() => {
    current.current = take
  })
  useEffect(() => {
    if (shared === '' || editor === undefined || done.current === shared) return
    done.current = shared
    void unpacked(shared).then((text) => {
      if (text !== undefined && !editor.text().includes(text)) current.current(text)
    })
  }, [shared, editor])
}

/** Places in the whole text of the editor. */
const placed = (mistakes: readonly HuntMistake[], start: number): readonly HuntMistake[] =>
  mistakes.map((one) => ({ ...one, start: one.start + start }))

const rowsOf = (reply: HuntReply): number | undefined =>
  reply.ok ? reply.results.reduce((sum, { rows }) => sum + rows.length, 0) : undefined
