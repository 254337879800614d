/** Reads a rule from Sentinel's YAML, unchanged. A wrong file gives problems that say line, field and what is allowed. */
import { isScalar } from 'yaml'
import { dayMs, minuteMs } from '../0-event/time.ts'
import {
  kinds,
  type ReadRule,
  type Rule,
  type RuleKind,
  ruleTextMax,
  severities,
  type Timing,
  type TriggerOperator,
  tacticNames,
  type WantedColumn,
} from './rule.ts'
import { alertDetails, customDetails, entityMappings } from './rule-mappings.ts'
import { queryPlace } from './rule-place.ts'
import {
  add,
  boolean,
  duration,
  find,
  inside,
  integer,
  items,
  missing,
  oneOf,
  openYaml,
  pairs,
  type Section,
  text,
  texts,
  warnUnknown,
  wrong,
} from './rule-yaml.ts'

const fields = [
  'id',
  'name',
  'description',
  'description-detailed',
  'severity',
  'status',
  'enabled',
  'requiredDataConnectors',
  'queryFrequency',
  'queryPeriod',
  'triggerOperator',
  'triggerThreshold',
  'tactics',
  'relevantTechniques',
  'techniques',
  'subTechniques',
  'tags',
  'query',
  'entityMappings',
  'sentinelEntitiesMappings',
  'customDetails',
  'alertDetailsOverride',
  'eventGroupingSettings',
  'suppressionEnabled',
  'suppressionDuration',
  'incidentConfiguration',
  'alertRuleTemplateName',
  'templateVersion',
  'displayName',
  'metadata',
  'version',
  'kind',
]

const frequencyMinMs = 5 * minuteMs
const periodMaxMs = 14 * dayMs
/** Near real time: once a minute at least, and at once when something came. */
const nrtEveryMs = minuteMs

export function readRule(given: string): ReadRule {
  const content = given.replace(/^\uFEFF/, '')
  const { reading, root } = openYaml(content.slice(0, ruleTextMax))
  if (content.length > ruleTextMax) add(reading, 'TR101', '', `The file is longer than ${ruleTextMax} characters`, 0, 1)
  if (root === undefined) return { rule: undefined, problems: reading.problems, wanted: [], queryAt: undefined }
  warnUnknown(root, fields)
  const wanted: WantedColumn[] = []
  const rule = readFields(root, wanted)
  const isWrong = reading.problems.some(({ severity }) => severity === 'error')
  return { rule: isWrong ? undefined : rule, problems: reading.problems, wanted, queryAt: queryPlace(root) }
}

function readFields(root: Section, wanted: WantedColumn[]): Rule | undefined {
  const id = needed(root, 'id', 200, 'a GUID or a name of letters, digits, - and _, the same for ever')
  const name = text(root, 'name', 500) ?? needed(root, 'displayName', 500, 'a title that says what was found', 'name')
  const description = text(root, 'description', 5000) ?? text(root, 'description-detailed', 5000) ?? ''
  const query = needed(root, 'query', 100_000, 'the KQL, after `query: |`')
  if (id !== undefined && !/^[\w-]+$/.test(id)) wrongAt(root, 'id', `has only letters, digits, - and _, not ${id}`)
  const kind = kindOf(root)
  const isHunting = kind === 'Hunting'
  const severity = oneOf(root, 'severity', severities) ?? severityMissing(root, isHunting)
  const common = {
    tactics: tactics(root),
    techniques: techniques(root),
    tags: tags(root),
    tables: dataTypes(root),
    entities: entityMappings(root, wanted),
    customDetails: customDetails(root, wanted),
    details: alertDetails(root, wanted),
    grouping: grouping(root),
    suppressionMs: suppression(root),
    makesIncident: makesIncident(root),
    version: text(root, 'version', 100),
    enabled: boolean(root, 'enabled') ?? true,
  }
  const timing = timingOf(root, kind)
  const trigger = triggerOf(root, kind)
  oneOfStatus(root)
  if (id === undefined || name === undefined || query === undefined || severity === undefined || trigger === undefined) return undefined
  if (timing === undefined && !isHunting) return undefined
  return { id, name: name.trim(), description: unquoted(description), kind, severity, query, timing, trigger, ...common }
}

/** Many published descriptions are quoted within a block of text. */
const unquoted = (description: string): string => description.trim().replace(/^'([\s\S]*)'$/, '$1')

function needed(root: Section, key: string, lengthMax: number, meaning: string, name = key): string | undefined {
  const value = text(root, key, lengthMax)
  if (value !== undefined && value.trim() !== '') return value
  if (root.reading.problems.some(({ field }) => field === key)) return undefined
  return missing(root, name, meaning)
}

function wrongAt(section: Section, key: string, message: string): undefined {
  const found = find(section, key)
  return found === undefined ? undefined : wrong(section, found, message)
}

const severityMissing = (root: Section, isHunting: boolean): Rule['severity'] | undefined =>
  isHunting
    ? 'Informational'
    : find(root, 'severity') === undefined
      ? missing(root, 'severity', `one of ${severities.join(', ')}`)
      : undefined

/** A file that says nothing of when it runs is a hunting query. */
function kindOf(root: Section): RuleKind {
  const given = oneOf(root, 'kind', kinds)
  if (given !== undefined) return given
  return ['queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'].some((key) => find(root, key) !== undefined)
    ? 'Scheduled'
    : 'Hunting'
}

function oneOfStatus(root: Section): void {
  oneOf(root, 'status', ['Available', 'Experimental', 'Test', 'Stable', 'Deprecated'])
}

function timingOf(root: Section, kind: RuleKind): Timing | undefined {
  const range = '5m to 14d'
  const frequency = duration(root, 'queryFrequency', kind === 'NRT' ? 0 : frequencyMinMs, periodMaxMs, range)
  const period = duration(root, 'queryPeriod', kind === 'NRT' ? 0 : frequencyMinMs, periodMaxMs, range)
  switch (kind) {
    case 'Hunting':
      return undefined
    case 'NRT':
      return { frequencyMs: nrtEveryMs, periodMs: period ?? 0 }
    case 'Scheduled':
      if (find(root, 'queryFrequency') === undefined) missing(root, 'queryFrequency', `how often it runs, from ${range}`)
      if (find(root, 'queryPeriod') === undefined) missing(root, 'queryPeriod', `how far each run looks back, from ${range}`)
      if (frequency === undefined || period === undefined) return undefined
      if (period < frequency)
        return wrongAt(root, 'queryPeriod', 'is shorter than queryFrequency: what lies between two runs would never be looked at')
      return { frequencyMs: frequency, periodMs: period }
  }
}

const operators: Readonly<Record<string, TriggerOperator>> = {
  gt: 'gt',
  greaterthan: 'gt',
  lt: 'lt',
  lessthan: 'lt',
  eq: 'eq',
  equal: 'eq',
  equals: 'eq',
  ne: 'ne',
  notequal: 'ne',
  notequals: 'ne',
}

function triggerOf(root: Section, kind: RuleKind): Rule['trigger'] | undefined {
  const threshold = integer(root, 'triggerThreshold', 0, 10_000)
  const given = text(root, 'triggerOperator', 100)
  const operator = given === undefined ? undefined : operators[given.trim().toLowerCase()]
  if (given !== undefined && operator === undefined)
    return wrongAt(root, 'triggerOperator', `is one of gt, lt, eq, ne (GreaterThan, LessThan, Equal, NotEqual), not ${given}`)
  if (kind !== 'Scheduled') return { operator: operator ?? 'gt', threshold: threshold ?? 0 }
  if (given === undefined) missing(root, 'triggerOperator', 'one of gt, lt, eq, ne')
  if (find(root, 'triggerThreshold') === undefined) missing(root, 'triggerThreshold', 'a number of results, such as 0')
  return operator === undefined || threshold === undefined ? undefined : { operator, threshold }
}

function tactics(root: Section): readonly string[] {
  return texts(root, 'tactics', 30).map((found) => {
    const word = found.value.replace(/[\s-]/g, '').toLowerCase()
    const name = tacticNames.find((one) => one.toLowerCase() === word)
    if (name === undefined) wrong(root, found, `is one of ${tacticNames.join(', ')}, not ${found.value}`)
    return name ?? found.value
  })
}

function techniques(root: Section): readonly string[] {
  const given = ['relevantTechniques', 'techniques', 'subTechniques'].flatMap((key) => texts(root, key, 100))
  return given.map((found) => {
    const value = found.value.trim().toUpperCase()
    if (!/^T\d{4}(?:\.\d{3})?$/.test(value)) wrong(root, found, `is an ATT&CK technique such as T1078 or T1078.004, not ${found.value}`)
    return value
  })
}

/** Tags are texts, or fields such as `Schema: ASimAuthentication`. */
function tags(root: Section): readonly string[] {
  return items(root, 'tags', 100).flatMap((found) => {
    if (isScalar(found.node)) return [String(found.node.value)]
    const section = inside(root, found)
    return section === undefined ? [] : pairs(section).map(({ key, value }) => `${key}: ${value}`)
  })
}

function dataTypes(root: Section): readonly string[] {
  const found = items(root, 'requiredDataConnectors', 100).flatMap((item) => {
    const section = inside(root, item)
    if (section === undefined) return []
    if (text(section, 'connectorId', 200) === undefined) missing(section, 'connectorId', 'the name of a data connector')
    return texts(section, 'dataTypes', 100).map(({ value }) => value)
  })
  return [...new Set(found)]
}

function grouping(root: Section): Rule['grouping'] {
  const section = inside(root, find(root, 'eventGroupingSettings'))
  if (section === undefined) return 'SingleAlert'
  warnUnknown(section, ['aggregationKind'])
  return oneOf(section, 'aggregationKind', ['SingleAlert', 'AlertPerResult']) ?? 'SingleAlert'
}

function suppression(root: Section): number | undefined {
  const enabled = boolean(root, 'suppressionEnabled')
  const ms = duration(root, 'suppressionDuration', frequencyMinMs, dayMs, '5m to 1d')
  if (enabled !== true) return undefined
  if (find(root, 'suppressionDuration') === undefined)
    return missing(root, 'suppressionDuration', 'how long no run begins after an alert, from 5m to 1d')
  return ms
}

/** How Sentinel would group alerts into incidents is read past: here an incident is one person's. */
function makesIncident(root: Section): boolean {
  const section = inside(root, find(root, 'incidentConfiguration'))
  if (section === undefined) return true
  warnUnknown(section, ['createIncident', 'groupingConfiguration'])
  return boolean(section, 'createIncident') ?? true
}
