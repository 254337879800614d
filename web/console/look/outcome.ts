/** What an event looks like on the page: one shape and one word for each way it can end; the list and the chart share them. */
import type { Event, PromptOutcome } from '../../../src/0-event/event.ts'

export type Mark = 'let-in' | 'approved' | 'refused' | 'unanswered' | 'wrong' | 'reported' | 'sent' | 'stopped' | 'other'

export const markText: Readonly<Record<Mark, string>> = {
  'let-in': 'Let in',
  approved: 'Approved',
  reported: 'Reported',
  refused: 'Refused',
  wrong: 'Wrong number or code',
  unanswered: 'Not answered',
  sent: 'Asked',
  stopped: 'Stopped before it was sent',
  other: 'Sign-in and account',
}

/** Paths in a 16 by 16 box, drawn with a 2 wide line; the filled ones stand for what a person did. */
export const markPath: Readonly<Record<Mark, { readonly path: string; readonly filled: boolean }>> = {
  'let-in': { path: 'M8 1 15 8 8 15 1 8Z', filled: true },
  approved: { path: 'M2.5 8.5 6.5 12.5 13.5 4', filled: false },
  reported: { path: 'M4 15V1.5h9l-2.5 3.5L13 8.5H4', filled: true },
  refused: { path: 'M3 3 13 13M13 3 3 13', filled: false },
  wrong: { path: 'M2 5.5h12M2 10.5h12M11.5 2 4.5 14', filled: false },
  unanswered: { path: 'M8 2a6 6 0 1 0 .01 0Z', filled: false },
  sent: { path: 'M8 4a4 4 0 1 0 .01 0Z', filled: true },
  stopped: { path: 'M2.5 8h11', filled: false },
  other: { path: 'M8 6.4a1.6 1.6 0 1 0 .01 0Z', filled: true },
}

function ofPrompt(outcome: PromptOutcome, letIn: boolean): Mark {
  switch (outcome) {
    case 'approved':
      return letIn ? 'let-in' : 'approved'
    case 'denied':
      return 'refused'
    case 'fraud':
      return 'reported'
    case 'wrong_number':
    case 'wrong_code':
      return 'wrong'
    case 'unanswered':
      return 'unanswered'
    case 'withheld':
    case 'locked':
    case 'duplicate':
      return 'stopped'
    case 'open':
    case 'unknown':
      return 'sent'
  }
}

/** `letIn`: an approval is the attacker being let in, not the person signing in. */
export function markOf(event: Event, letIn: boolean): Mark {
  if (event.kind === 'prompt') return ofPrompt(event.outcome, letIn)
  return event.kind === 'report' ? 'reported' : 'other'
}
