/** The prompt budget: whether another prompt may reach a person's phone. Pure: the state before, the state after, and why. */
import { dayMs, hourMs, minuteMs, secondMs } from '../0-event/time.ts'

export interface BudgetLimits {
  /** Prompts sent without a success between: the most in each window. */
  readonly sent: readonly { readonly max: number; readonly windowMs: number }[]
  readonly gapMs: number
  /** After a denial, or a prompt that nobody answered. */
  readonly coolDownMs: number
  /** So many denials within the window suppress. */
  readonly deniedMax: number
  readonly deniedWindowMs: number
  readonly wrongMax: number
  readonly suppressionMs: number
}

export const defaultLimits: BudgetLimits = {
  sent: [
    { max: 3, windowMs: 10 * minuteMs },
    { max: 5, windowMs: hourMs },
    { max: 10, windowMs: dayMs },
  ],
  gapMs: 15 * secondMs,
  coolDownMs: minuteMs,
  deniedMax: 2,
  deniedWindowMs: 10 * minuteMs,
  wrongMax: 3,
  suppressionMs: dayMs,
}
