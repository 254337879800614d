/** How far the attacker came; “Let in” is the only one filled with red. */
import type { Stage } from '../../../src/4-risk/incident.ts'
import { MarkSign } from './mark-sign.tsx'
import type { Mark } from './outcome.ts'
import { stageText } from './stage.ts'
import classes from './stage-tag.module.css'

const marks: Readonly<Record<Stage, Mark>> = { approved: 'let-in', reported: 'reported', refused: 'refused', asked: 'sent' }

export function StageTag({ stage, large = false }: { readonly stage: Stage; readonly large?: boolean }) {
  return (
    <span className={classes['tag']} data-stage={stage} data-large={large || undefined}>
      <MarkSign mark={marks[stage]} size={large ? 16 : 13} />
      {stageText[stage]}
    </span>
  )
}
