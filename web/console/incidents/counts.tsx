/** How many prompts there were and what became of them: shapes with numbers to see, a sentence to hear. */
import { VisuallyHidden } from '@mantine/core'
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { MarkSign } from '../look/mark-sign.tsx'
import type { Mark } from '../look/outcome.ts'
import { isLetIn } from '../look/stage.ts'
import { count } from '../text/count.ts'
import classes from './counts.module.css'

export function countsText({ prompts, victimCount, findings }: Pick<IncidentView, 'prompts' | 'victimCount' | 'findings'>): string {
  if (prompts.sent === 0 && victimCount > 0) return count(victimCount, 'person')
  if (prompts.sent === 0 && findings.length > 0) return count(findings.length, 'finding')
  const { sent, refused, unanswered, approved } = prompts
  const parts = [
    refused > 0 ? `${refused} refused` : undefined,
    unanswered > 0 ? `${unanswered} not answered` : undefined,
    approved > 0 ? `${approved} approved` : undefined,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? count(sent, 'prompt') : `${count(sent, 'prompt')}: ${parts.join(', ')}`
}

export function Counts({ incident }: { readonly incident: IncidentView }) {
  const { refused, unanswered, approved, sent } = incident.prompts
  const parts: readonly (readonly [Mark, number])[] = [
    ['refused', refused],
    ['unanswered', unanswered],
    [isLetIn(incident) ? 'let-in' : 'approved', approved],
  ]
  return (
    <span className={classes['counts']} title={countsText(incident)}>
      <VisuallyHidden component="span">{countsText(incident)}</VisuallyHidden>
      <span aria-hidden="true" className={classes['sent']}>
        {sent === 0 ? countsText(incident) : count(sent, 'prompt')}
      </span>
      {parts.map(([mark, number]) =>
        number === 0 ? null : (
          <span key={mark} aria-hidden="true" className={classes['part']}>
            <MarkSign mark={mark} size={13} />
            {number}
          </span>
        ),
      )}
    </span>
  )
}
