/** How many prompts there were and what became of them. */
import type { Event, PromptEvent, PromptOutcome } from '../0-event/event.ts'
import type { Incident } from './incident.ts'

type Prompts = Incident['prompts']

/** What reached a person and could wear them down: not a prompt that was held back, nor a passkey, which nobody else can ask for. */
const wearsDown = ({ outcome, factor }: PromptEvent): boolean => outcome !== 'withheld' && factor !== 'passkey' && factor !== 'certificate'

/** A sending and its answer are one prompt: answers are counted, and those sendings that found none. Where nothing reached the person, what was tried counts. */
export function promptsOne(events: readonly Event[]): Prompts {
  const all = events.filter((event): event is PromptEvent => event.kind === 'prompt')
  const reached = all.filter(wearsDown)
  const count = { sent: 0, refused: 0, unanswered: 0, approved: 0 }
  let sendings = 0
  let answers = 0
  for (const event of reached.length > 0 ? reached : all) {
    if (event.told !== 'answer') count.sent++
    if (event.told === 'sent') sendings++
    if (event.told === 'answer') answers++
    const became = becameOf(event.outcome)
    if (became !== undefined) count[became]++
  }
  if (answers > sendings) count.sent += answers - sendings
  count.unanswered = Math.max(0, count.sent - count.refused - count.approved)
  return count
}

/** Each person's prompts counted by themselves: one's answer is not another's. */
export function promptsMany(events: readonly Event[]): Prompts {
  const byUser = Map.groupBy(events, ({ user }) => user.uid ?? user.email ?? user.name)
  const each = [...byUser.values()].map(promptsOne)
  const sum = (of: keyof Prompts): number => each.reduce((total, one) => total + one[of], 0)
  return { sent: sum('sent'), refused: sum('refused'), unanswered: sum('unanswered'), approved: sum('approved') }
}

function becameOf(outcome: PromptOutcome): 'refused' | 'approved' | undefined {
  switch (outcome) {
    case 'denied':
    case 'fraud':
    case 'wrong_number':
    case 'wrong_code':
    case 'withheld':
    case 'locked':
      return 'refused'
    case 'approved':
      return 'approved'
    case 'open':
    case 'unanswered':
    case 'duplicate':
    case 'unknown':
      return undefined
  }
}
