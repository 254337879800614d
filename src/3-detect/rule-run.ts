/** One run of a rule: its query over the window, and the findings its rows make. */
import type { HuntAnswer, HuntOptions } from '../2-store/hunt.ts'
import type { Finding } from './finding.ts'
import type { QueryPlace, Rule, RuleProblem } from './rule.ts'
import { type Alert, alertsOf } from './rule-alerts.ts'
import { type FindingParts, findingsOf } from './rule-findings.ts'
import { inFile } from './rule-place.ts'
import type { Run } from './schedule.ts'

export interface RunParts {
  readonly query: (text: string, options: HuntOptions) => Promise<HuntAnswer>
  readonly signal?: AbortSignal | undefined
}

export type Ran =
  | {
      readonly ok: true
      readonly results: number
      readonly alerts: readonly Alert[]
      /** There were more results than a rule may have: only the first were looked at. */
      readonly isCut: boolean
      readonly elapsedMs: number
    }
  | {
      readonly ok: false
      /** A sentence; `busy` and `cancelled` are no fault of the rule. */
      readonly why: string
      readonly isFault: boolean
      /** Where the text is wrong, by the lines of the query. */
      readonly diagnostics: Extract<HuntAnswer, { ok: false }>['diagnostics']
    }

/** Results of one run that are looked at. */
const resultsMax = 10_000
/** As long as a hunt may take where nobody says otherwise. */
const timeoutMs = 120_000

export async function runRule(rule: Rule, run: Run, { query, signal }: RunParts): Promise<Ran> {
  const answer = await query(rule.query, { now: run.at, from: run.from, to: run.to, rowsMax: resultsMax, timeoutMs, signal })
  if (!answer.ok) {
    const isFault = answer.why !== 'busy' && answer.why !== 'cancelled'
    return { ok: false, why: answer.message, isFault, diagnostics: answer.diagnostics }
  }
  const result = answer.results.at(-1) ?? { columns: [], rows: [], isCut: false }
  return { ok: true, results: result.rows.length, alerts: alertsOf(rule, run, result), isCut: result.isCut, elapsedMs: answer.elapsedMs }
}

export const toFindings = (rule: Rule, run: Run, ran: Ran, parts: FindingParts): readonly Finding[] =>
  ran.ok ? findingsOf(rule, run, ran.alerts, parts) : []

/** Why a run failed, with the place in the file. */
export function whyFailed(ran: Extract<Ran, { ok: false }>, at: QueryPlace | undefined, text: string): string {
  const [first] = placed(ran.diagnostics, at, text)
  return first === undefined ? ran.why : `line ${first.line}, column ${first.column}: ${first.message}`
}

export const placed = (
  diagnostics: Extract<HuntAnswer, { ok: false }>['diagnostics'],
  at: QueryPlace | undefined,
  text: string,
): readonly RuleProblem[] => diagnostics.filter(({ severity }) => severity === 'error').map((one) => inFile(one, at, text))
