/** Records of scheduled rules: their schedule's state, what an administrator said, and their last runs. */
import type { Records, RuleRow, RuleRunRow } from './records.ts'

/** Runs kept of each rule. */
const runsMax = 20

export async function ruleRecords(records: Records): Promise<readonly RuleRow[]> {
  return records.selectFrom('rule').selectAll().execute()
}

export async function keepRule(records: Records, row: RuleRow): Promise<void> {
  const { id: _, ...rest } = row
  await records
    .insertInto('rule')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute()
}

export async function forgetRule(records: Records, id: string): Promise<void> {
  await records.deleteFrom('rule').where('id', '=', id).execute()
  await records.deleteFrom('rule_run').where('rule', '=', id).execute()
}

/** Of more than the newest twenty the oldest go. */
export async function keepRuleRun(records: Records, row: RuleRunRow): Promise<void> {
  await records.insertInto('rule_run').values(row).execute()
  const kept = records.selectFrom('rule_run').select('began').where('rule', '=', row.rule).orderBy('began', 'desc').limit(1).offset(runsMax)
  await records.deleteFrom('rule_run').where('rule', '=', row.rule).where('began', '<=', kept).execute()
}

/** Newest first. */
export async function ruleRuns(records: Records, id: string): Promise<readonly RuleRunRow[]> {
  return records.selectFrom('rule_run').selectAll().where('rule', '=', id).orderBy('began', 'desc').limit(runsMax).execute()
}
