/** How many open incidents there are at each stage; each tile narrows the list to its stage. */
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { MarkSign } from '../look/mark-sign.tsx'
import { isLetIn, stageMeaning, stages, stageText } from '../look/stage.ts'
import { change, filter } from './filter.ts'
import classes from './stage-tiles.module.css'

const marks = { approved: 'let-in', reported: 'reported', refused: 'refused', asked: 'sent', noticed: 'other' } as const

/** `more`: there are older incidents that were not read, so the numbers are lower bounds. */
export function StageTiles({ incidents, more }: { readonly incidents: readonly IncidentView[]; readonly more: boolean }) {
  const { stage: chosen } = filter.use()
  return (
    <fieldset className={classes['tiles']} aria-label="Incidents by how far the attacker came">
      {stages.map((stage) => {
        const number = incidents.filter((incident) => incident.stage === stage).length
        return (
          <button
            key={stage}
            type="button"
            className={classes['tile']}
            data-stage={stage}
            data-some={number > 0 || undefined}
            data-let-in={(stage === 'approved' && incidents.some(isLetIn)) || undefined}
            aria-pressed={chosen === stage}
            title={stageMeaning[stage]}
            onClick={() => change({ stage: chosen === stage ? undefined : stage })}
          >
            <span className={classes['number']}>
              {number}
              {more && number > 0 ? '+' : ''}
            </span>
            <span className={classes['label']}>
              <MarkSign mark={marks[stage]} size={14} />
              {stageText[stage]}
            </span>
          </button>
        )
      })}
    </fieldset>
  )
}
