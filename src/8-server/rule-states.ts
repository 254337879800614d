/** What is known of each rule besides its file: its schedule's state, its last runs and hits, what an administrator said; kept in the records. */
import type { Records, RuleRow, RuleRunRow } from '../2-store/records.ts'
import { keepSetting, setting } from '../2-store/records-access.ts'
import { forgetRule, keepRule, keepRuleRun, ruleRecords, ruleRuns } from '../2-store/records-rules.ts'
import { newState, type RuleState, resumed } from '../3-detect/schedule.ts'
import type { RuleFile } from './rule-files.ts'

export interface Known {
  readonly id: string
  print: string
  enabled: boolean | undefined
  state: RuleState
  runs: number
  alerts: number
  /** Milliseconds of all runs. */
  elapsed: number
  /** When it last made an alert. */
  hit: number | undefined
  error: string | undefined
  /** When it last began. */
  lastRun: number | undefined
  /** Runs too many to be made up, since the start of the server. */
  passedOver: number
}

export interface RuleStates {
  /** Of a rule's file; a changed file gets another try. */
  of(file: RuleFile & { readonly rule: { readonly id: string } }): Known
  changed(known: Known): void
  /** Writes what changed, and up to which load of the store arrivals were looked at. */
  save(): Promise<void>
  run(row: RuleRunRow): Promise<void>
  runs(id: string): Promise<readonly RuleRunRow[]>
  /** Forgets rules whose files are gone, unless an administrator said something about them. */
  forgetOthers(ids: ReadonlySet<string>): Promise<void>
  lastLoad: number
}

const settingName = 'rules arrived'

export async function openRuleStates(records: Records): Promise<RuleStates> {
  const rows = new Map((await ruleRecords(records)).map((row) => [row.id, known(row)]))
  const dirty = new Set<Known>()
  const kept = await setting(records, settingName)
  let savedLoad = Number(kept ?? -1)
  const states: RuleStates = {
    lastLoad: savedLoad,
    of: ({ rule, print }) => {
      const found = rows.get(rule.id)
      if (found?.print === print) return found
      const one =
        found === undefined ? fresh(rule.id, print) : Object.assign(found, { print, error: undefined, state: resumed(found.state) })
      rows.set(rule.id, one)
      dirty.add(one)
      return one
    },
    changed: (one) => void dirty.add(one),
    save: async () => {
      if (dirty.size === 0 && states.lastLoad === savedLoad) return
      const mine = [...dirty]
      const load = states.lastLoad
      dirty.clear()
      await records.transaction().execute(async (transaction) => {
        for (const one of mine) await keepRule(transaction, row(one))
        await keepSetting(transaction, settingName, String(load))
      })
      savedLoad = load
    },
    run: (one) => keepRuleRun(records, one),
    runs: (id) => ruleRuns(records, id),
    forgetOthers: async (ids) => {
      for (const [id, one] of rows) {
        if (ids.has(id) || one.enabled !== undefined) continue
        rows.delete(id)
        dirty.delete(one)
        await forgetRule(records, id)
      }
    },
  }
  return states
}

const fresh = (id: string, print: string): Known => ({
  id,
  print,
  enabled: undefined,
  state: newState,
  runs: 0,
  alerts: 0,
  elapsed: 0,
  hit: undefined,
  error: undefined,
  lastRun: undefined,
  passedOver: 0,
})

const known = ({ state, enabled, hit, error, last_run, ...rest }: RuleRow): Known => ({
  ...rest,
  enabled: enabled === null ? undefined : enabled === 1,
  state: { ...newState, ...(JSON.parse(state) as Partial<RuleState>) },
  hit: hit ?? undefined,
  error: error ?? undefined,
  lastRun: last_run ?? undefined,
  passedOver: 0,
})

const row = ({ id, print, enabled, state, runs, alerts, elapsed, hit, error, lastRun }: Known): RuleRow => ({
  id,
  print,
  enabled: enabled === undefined ? null : Number(enabled),
  state: JSON.stringify(state),
  runs,
  alerts,
  elapsed,
  hit: hit ?? null,
  error: error ?? null,
  last_run: lastRun ?? null,
})
