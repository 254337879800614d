/** How the simulated life compares with what others measured in real ones. */
import type { PromptEvent } from '../../src/0-event/event.ts'
import { frictionShare } from '../../src/1-ingest/simulate-rates.ts'
import { table } from '../../src/3-detect/evaluate-report.ts'
import type { Round } from './evaluate-rounds.ts'

export function realism(life: Round): string {
  const prompts = [...last(life).values()].filter(({ factor }) => factor !== 'passkey')
  const part = (...outcomes: readonly PromptEvent['outcome'][]): string =>
    `${((prompts.filter(({ outcome }) => outcomes.includes(outcome)).length / prompts.length) * 100).toFixed(2)} %`
  const answers = prompts.flatMap(({ factor }) => (factor === 'push' ? [1] : []))
  return table(
    ['what', 'simulated', 'published'],
    [
      [
        'prompts for each person and day',
        (prompts.length / life.personDays).toFixed(2),
        '0.22 second-factor logins for each account and day, students included (Drake University, 154,428 in a year for 1,881 accounts)',
      ],
      ['prompts that are pushes', `${Math.round((answers.length / prompts.length) * 100)} %`, '75 % (Drake University)'],
      [
        'prompts not completed',
        part('unanswered', 'denied', 'wrong_number', 'wrong_code', 'duplicate', 'fraud', 'open'),
        `${(frictionShare * 100).toFixed(2)} % of tasks (DuoLungo); more than 1 in 20 ceremonies (Reynolds et al.); ours is harder on purpose`,
      ],
      ['… unanswered', part('unanswered', 'open'), 'not published'],
      ['… denied or reported', part('denied', 'fraud'), 'not published'],
      ['… wrong number or code', part('wrong_number', 'wrong_code'), 'not published'],
      ['records for each person and day', (life.records / life.personDays).toFixed(1), 'more: background token refreshes are thinned'],
      ['bytes a record', Math.round(life.bytes / life.records).toString(), 'about 3,000 (Entra)'],
    ],
  )
}

/** The last word on each prompt: a sending and its answer are one. */
function last(life: Round): ReadonlyMap<string, PromptEvent> {
  const prompts = new Map<string, PromptEvent>()
  for (const event of life.inOrder) {
    if (event.kind !== 'prompt') continue
    const key = event.source === 'entra-id' ? event.id : `${event.source} ${event.session ?? event.flow}`
    const known = prompts.get(key)
    if (known === undefined || known.outcome === 'open') prompts.set(key, event)
  }
  return prompts
}
