/** A rule as the API shows it: what its file says, what became of it, what is wrong. */
import { ingestionDelayMs } from '../3-detect/schedule.ts'
import type { RuleFile } from './rule-files.ts'
import type { Known } from './rule-states.ts'
import type { RuleView } from './wire.ts'

/** `known` is undefined where the file is no rule. */
export function ruleView(file: RuleFile, known: Known | undefined, now: number): RuleView {
  const { rule, name, origin, problems } = file
  const isEnabled = rule !== undefined && (known?.enabled ?? rule.enabled)
  return {
    id: rule?.id ?? name,
    name: rule?.name ?? name,
    description: rule?.description ?? '',
    severity: rule?.severity,
    kind: rule?.kind,
    tactics: rule?.tactics ?? [],
    techniques: rule?.techniques ?? [],
    file: name,
    origin,
    text: file.text,
    enabled: isEnabled,
    paused: known?.state.paused,
    next: isEnabled && known !== undefined ? nextRun(file, known, now) : undefined,
    lastRun: known?.lastRun,
    lastHit: known?.hit,
    error: known?.error,
    runs: known?.runs ?? 0,
    alerts: known?.alerts ?? 0,
    elapsedMs: known?.elapsed ?? 0,
    passedOver: known?.passedOver ?? 0,
    problems,
  }
}

function nextRun({ rule }: RuleFile, { state }: Known, now: number): number | undefined {
  if (rule?.kind !== 'Scheduled' || rule.timing === undefined || state.paused !== undefined) return undefined
  const next = state.at === undefined ? now : state.at + rule.timing.frequencyMs + ingestionDelayMs
  return Math.max(next, state.retryAt, now)
}
