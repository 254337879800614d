/** How far the attacker came; “Let in” is the only one filled with red. */
import type { Level } from '../../../src/3-detect/finding.ts'
import type { Stage } from '../../../src/4-risk/incident.ts'
import { MarkSign } from './mark-sign.tsx'
import type { Mark } from './outcome.ts'
import { isLetIn, stageText } from './stage.ts'
import classes from './stage-tag.module.css'

const marks: Readonly<Record<Stage, Mark>> = {
  approved: 'let-in',
  reported: 'reported',
  refused: 'refused',
  asked: 'sent',
  noticed: 'other',
}

interface StageTagProps {
  readonly stage: Stage
  readonly level: Level
  readonly large?: boolean
}

export function StageTag({ stage, level, large = false }: StageTagProps) {
  const doubtful = stage === 'approved' && !isLetIn({ stage, level })
  return (
    <span className={classes['tag']} data-let-in={isLetIn({ stage, level }) || undefined} data-large={large || undefined}>
      <MarkSign mark={doubtful ? 'approved' : marks[stage]} size={large ? 16 : 13} />
      {doubtful ? 'Let in?' : stageText[stage]}
    </span>
  )
}
