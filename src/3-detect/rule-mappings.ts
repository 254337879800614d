/** Reads from a rule's file what it makes of its rows: entities, custom details, and what an alert says of itself. */
import type { AlertDetails, EntityMapping, WantedColumn } from './rule.ts'
import { entityIdentifiers } from './rule.ts'
import { find, inside, items, missing, oneOf, pairs, type Section, text, warnUnknown, wrong } from './rule-yaml.ts'

const entitiesMax = 10
const customDetailsMax = 20

export function entityMappings(root: Section, wanted: WantedColumn[]): readonly EntityMapping[] {
  return items(root, 'entityMappings', entitiesMax).flatMap((item) => {
    const section = inside(root, item)
    if (section === undefined) return []
    warnUnknown(section, ['entityType', 'fieldMappings', 'identifier', 'columnName'])
    const names = Object.keys(entityIdentifiers)
    const entityType = oneOf(section, 'entityType', names)
    if (find(section, 'entityType') === undefined) missing(section, 'entityType', `one of ${names.join(', ')}`)
    const mapped = fieldMappings(section, entityType, wanted)
    return entityType === undefined ? [] : [{ entityType, fields: mapped }]
  })
}

function fieldMappings(section: Section, entityType: string | undefined, wanted: WantedColumn[]): EntityMapping['fields'] {
  if (find(section, 'fieldMappings') === undefined) missing(section, 'fieldMappings', 'a list of identifier and columnName')
  const allowed = entityIdentifiers[entityType ?? '']
  return items(section, 'fieldMappings', 20).flatMap((item) => {
    const field = inside(section, item)
    if (field === undefined) return []
    const identifier = allowed === undefined ? text(field, 'identifier', 200) : oneOf(field, 'identifier', allowed)
    if (find(field, 'identifier') === undefined) missing(field, 'identifier', `one of ${(allowed ?? ['Name']).join(', ')}`)
    const column = wantedColumn(field, 'columnName', wanted)
    if (find(field, 'columnName') === undefined) missing(field, 'columnName', "a column of the query's result")
    return identifier === undefined || column === undefined ? [] : [{ identifier, column }]
  })
}

function wantedColumn(section: Section, key: string, wanted: WantedColumn[]): string | undefined {
  const column = text(section, key, 500)
  const found = find(section, key)
  if (column !== undefined && found !== undefined) wanted.push({ column, field: found.field, start: found.start, length: found.length })
  return column
}

export function customDetails(root: Section, wanted: WantedColumn[]): Readonly<Record<string, string>> {
  const section = inside(root, find(root, 'customDetails'))
  if (section === undefined) return {}
  const given = pairs(section)
  if (given.length > customDetailsMax)
    wrong(
      root,
      { field: 'customDetails', start: section.map.range?.[0] ?? 0, length: 1 },
      `has ${given.length} entries; at most ${customDetailsMax} are allowed`,
    )
  for (const { field, value, start, length } of given) wanted.push({ column: value, field, start, length })
  return Object.fromEntries(given.map(({ key, value }) => [key, value]))
}

export function alertDetails(root: Section, wanted: WantedColumn[]): AlertDetails {
  const section = inside(root, find(root, 'alertDetailsOverride'))
  if (section === undefined) return {}
  warnUnknown(section, [
    'alertDisplayNameFormat',
    'alertDescriptionFormat',
    'alertSeverityColumnName',
    'alertTacticsColumnName',
    'alertDynamicProperties',
  ])
  return {
    displayName: format(section, 'alertDisplayNameFormat', wanted),
    description: format(section, 'alertDescriptionFormat', wanted),
    severityColumn: wantedColumn(section, 'alertSeverityColumnName', wanted),
    tacticsColumn: wantedColumn(section, 'alertTacticsColumnName', wanted),
  }
}

/** The places of `{{Column}}` in a text. */
export const placeholder = /\{\{\s*([^{}]+?)\s*\}\}/g

function format(section: Section, key: string, wanted: WantedColumn[]): string | undefined {
  const given = text(section, key, 5000)
  const found = find(section, key)
  if (given === undefined || found === undefined) return undefined
  for (const [whole, column = ''] of given.matchAll(placeholder)) {
    const at = section.reading.text.indexOf(whole, found.start)
    const isInside = at !== -1 && at < found.start + found.length
    wanted.push({ column, field: found.field, start: isInside ? at + 2 : found.start, length: isInside ? whole.length - 4 : found.length })
  }
  return given
}
