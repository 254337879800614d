/** Plans as SQL: only what is read is selected, at every layer. */
import { type Item, needs, type Plan, type Relation, type Share } from '../2-plan/plan.ts'

/** Collects the shared plans of one statement. */
interface Printing {
  readonly shares: Map<Share, string>
}

/** A SELECT that gives `ids`, in order; sorted when the relation has an order. Shared plans stand in front as WITH. */
export function print(relation: Relation, ids: readonly string[], outputs: readonly string[] = ids): string {
  const printing: Printing = { shares: new Map() }
  const order = relation.order ?? []
  const body = plan(relation.plan, within(needs([...outputs, ...order]), relation.plan), printing)
  const sorted = order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`
  const select = `SELECT ${listed(outputs.map((output, i) => (output === ids[i] ? output : `${output} AS ${ids[i]}`)))} FROM (${body})${sorted}`
  const shares = [...printing.shares].map(([share, text]) => `${share.name} AS ${share.isMaterialized ? '' : 'NOT '}MATERIALIZED (${text})`)
  return shares.length === 0 ? select : `WITH ${shares.join(', ')} ${select}`
}

const union = (...sets: readonly ReadonlySet<string>[]): Set<string> => new Set(sets.flatMap((set) => [...set]))

const without = (set: ReadonlySet<string>, ids: readonly string[]): Set<string> => {
  const rest = new Set(set)
  for (const id of ids) rest.delete(id)
  return rest
}

/** A layer that nobody reads a column of still has rows. */
const listed = (columns: readonly string[]): string => (columns.length === 0 ? '1 AS "·"' : columns.join(', '))

const as = ({ id, sql }: Item): string => (sql === id ? id : `${sql} AS ${id}`)

function plan(node: Plan, wanted: ReadonlySet<string>, printing: Printing): string {
  switch (node.op) {
    case 'scan': {
      const items = node.items.filter(({ id }) => wanted.has(id)).map(as)
      return `SELECT ${listed(items)} FROM ${node.from}${node.where === undefined ? '' : ` WHERE ${node.where}`}`
    }
    case 'values':
      return values(node)
    case 'extend':
      return extend(node, wanted, printing)
    case 'filter':
      return filter(node, wanted, printing)
    case 'aggregate':
      return aggregate(node, wanted, printing)
    case 'join':
      return join(node, wanted, printing)
    case 'union':
      return unionAll(node, wanted, printing)
    case 'sort': {
      const below = plan(node.input, within(union(wanted, needs(node.keys)), node.input), printing)
      const keys = node.keys.length === 0 ? '' : ` ORDER BY ${node.keys.join(', ')}`
      return `SELECT ${listed([...wanted])} FROM (${below})${keys}${node.limit === undefined ? '' : ` LIMIT ${node.limit}`}`
    }
    case 'first': {
      const below = plan(node.input, within(union(without(wanted, [node.number]), needs([...node.by, ...node.keys])), node.input), printing)
      // DuckDB 1.5 fails inside where it turns one order key over groups or windows into an aggregate; a second key keeps it from trying.
      const keys = node.keys.length === 1 && node.by.length > 0 && isGathered(node.input) ? [...node.keys, node.by[0] ?? '1'] : node.keys
      const over = `${node.by.length === 0 ? '' : `PARTITION BY ${node.by.join(', ')} `}${keys.length === 0 ? '' : `ORDER BY ${keys.join(', ')}`}`
      const columns = [...wanted].filter((id) => id !== node.number)
      return `SELECT ${listed(columns)}${wanted.has(node.number) ? `, row_number() OVER (${over}) AS ${node.number}` : ''} FROM (${below}) QUALIFY row_number() OVER (${over}) <= ${node.count}`
    }
    case 'expand':
      return expand(node, wanted, printing)
    case 'script':
      return script(node, wanted, printing)
    case 'shared':
      return shared(node, wanted, printing)
  }
}

/** Whether rows below are groups, numbered, or the first of groups. */
function isGathered(node: Plan): boolean {
  switch (node.op) {
    case 'aggregate':
    case 'first':
    case 'script':
      return true
    case 'extend':
      return node.items.some(({ sql }) => sql.includes(' OVER (')) || isGathered(node.input)
    case 'filter':
    case 'sort':
    case 'expand':
      return isGathered(node.input)
    case 'join':
      return isGathered(node.left) || isGathered(node.right)
    case 'union':
      return node.inputs.some((input) => isGathered(input.plan))
    case 'shared':
      return isGathered(node.share.plan)
    case 'scan':
    case 'values':
      return false
  }
}

function values(node: Extract<Plan, { op: 'values' }>): string {
  if (node.rows.length === 0)
    return `SELECT ${listed(node.ids.map((id, i) => `CAST(NULL AS ${node.types?.[i] ?? 'VARCHAR'}) AS ${id}`))} WHERE false`
  const rows = node.rows.map((row) => `(${row.length === 0 ? '1' : row.join(', ')})`).join(', ')
  return `SELECT * FROM (VALUES ${rows}) AS "·v"(${node.ids.length === 0 ? '"·"' : node.ids.join(', ')})`
}

function extend(node: Extract<Plan, { op: 'extend' }>, wanted: ReadonlySet<string>, printing: Printing): string {
  const items = node.items.filter(({ id }) => node.multiplies === true || wanted.has(id))
  if (items.length === 0) return plan(node.input, wanted, printing)
  const passed = without(
    wanted,
    node.items.map(({ id }) => id),
  )
  const below = plan(node.input, within(union(passed, needs(items.map(({ sql }) => sql))), node.input), printing)
  return `SELECT ${[...passed, ...items.map(as)].join(', ')} FROM (${below})`
}

function filter(node: Extract<Plan, { op: 'filter' }>, wanted: ReadonlySet<string>, printing: Printing): string {
  const below = plan(node.input, within(union(wanted, needs([node.predicate])), node.input), printing)
  return `SELECT ${listed([...wanted])} FROM (${below}) WHERE ${node.predicate}`
}

/**
 * Three layers: the lists, a row for each element, and members of elements. Where only members are read, the list is one of records with
 * just those members, which parses each text once.
 */
function expand(node: Extract<Plan, { op: 'expand' }>, wanted: ReadonlySet<string>, printing: Printing): string {
  const lists = node.lists.map((list) => {
    const members = [...list.members].filter(([, id]) => wanted.has(id))
    const isWhole = wanted.has(list.id) || members.length === 0 || list.source === undefined
    return { ...list, members, isWhole, made: isWhole ? list.list : recordsOf(list.source ?? '', list.list, members) }
  })
  const own = lists.flatMap(({ id, members }) => [id, ...members.map(([, member]) => member)])
  const passed = without(wanted, node.index === undefined ? own : [...own, node.index])
  const below = plan(node.input, within(union(passed, needs(lists.map(({ made: list }) => list))), node.input), printing)
  const cut = (list: string): string => (node.limit === undefined ? list : `list_slice(${list}, 1, ${node.limit})`)
  const inner = `SELECT ${[...passed, ...lists.map(({ made: list }, i) => `${cut(list)} AS "·list${i}"`)].join(', ')} FROM (${below})`
  const lengths = lists.map((_, i) => `len("·list${i}")`)
  const index =
    node.index === undefined || !wanted.has(node.index)
      ? []
      : [`unnest(range(0, ${lengths.length === 1 ? lengths[0] : `greatest(${lengths.join(', ')})`})) AS ${node.index}`]
  const each = `SELECT ${[...passed, ...lists.map((_, i) => `unnest("·list${i}") AS "·one${i}"`), ...index].join(', ')} FROM (${inner})`
  const items = lists.flatMap(({ id, members, isWhole }, i) => {
    const member = ([name, as_]: readonly [string, string]): string =>
      `${isWhole ? `json_extract_string("·one${i}", '$."${name}"')` : `struct_extract("·one${i}", '${name}')`} AS ${as_}`
    return [...(wanted.has(id) ? [`"·one${i}" AS ${id}`] : []), ...members.map(member)]
  })
  return `SELECT ${listed([...passed, ...items, ...(index.length === 0 ? [] : [node.index ?? ''])])} FROM (${each})`
}

function recordsOf(source: string, list: string, members: readonly (readonly [string, string])[]): string {
  const shape = `'[{${members.map(([name]) => `"${name}":"VARCHAR"`).join(',')}}]'`
  const record = `struct_pack(${members.map(([name]) => `"${name}" := json_extract_string(e, '$."${name}"')`).join(', ')})`
  // What begins like an array and is none is a text, one element without members.
  return `CASE WHEN starts_with(${source}, '[') THEN coalesce(TRY(from_json(${source}, ${shape})), [NULL]) ELSE list_transform(${list}, lambda e: ${record}) END`
}

function aggregate(node: Extract<Plan, { op: 'aggregate' }>, wanted: ReadonlySet<string>, printing: Printing): string {
  const items = node.items.filter(({ id }) => wanted.has(id))
  const below = plan(node.input, within(union(new Set(node.keys), needs(items.map(({ sql }) => sql))), node.input), printing)
  const keys = node.keys.filter((id) => wanted.has(id))
  const grouped = node.keys.length === 0 ? '' : ` GROUP BY ${node.keys.join(', ')}`
  // Without keys an aggregate must stand in the list, or every row would come out.
  const columns = [...keys, ...items.map(as), ...(items.length === 0 && node.isWhole ? ['count(*) AS "·"'] : [])]
  return `SELECT ${listed(columns)} FROM (${below})${grouped}`
}

function join(node: Extract<Plan, { op: 'join' }>, wanted: ReadonlySet<string>, printing: Printing): string {
  const all = union(wanted, needs([node.on]))
  const left = plan(node.left, within(all, node.left), printing)
  const right = plan(node.right, within(all, node.right), printing)
  const on = node.kind === 'CROSS' ? '' : ` ON ${node.on}`
  return `SELECT ${listed([...wanted])} FROM (${left}) AS "·l" ${node.kind} JOIN (${right}) AS "·r"${on}`
}

const within = (ids: ReadonlySet<string>, node: Plan): Set<string> => {
  const here = made(node)
  return new Set([...ids].filter((id) => here.has(id)))
}

const makings = new WeakMap<Plan, ReadonlySet<string>>()

/** The ids a plan has. */
function made(node: Plan): ReadonlySet<string> {
  const before = makings.get(node)
  if (before !== undefined) return before
  const ids = madeOf(node)
  makings.set(node, ids)
  return ids
}

function madeOf(node: Plan): ReadonlySet<string> {
  switch (node.op) {
    case 'scan':
    case 'shared':
      return new Set(node.items.map(({ id }) => id))
    case 'values':
    case 'union':
      return new Set(node.ids)
    case 'extend':
      return union(made(node.input), new Set(node.items.map(({ id }) => id)))
    case 'script':
      return union(new Set(node.ids), ...node.inputs.slice(0, 1).map((input) => made(input.plan)))
    case 'expand':
      return union(
        made(node.input),
        new Set(node.lists.flatMap(({ id, members }) => [id, ...members.values()])),
        new Set(node.index === undefined ? [] : [node.index]),
      )
    case 'filter':
    case 'sort':
      return made(node.input)
    case 'first':
      return union(made(node.input), new Set([node.number]))
    case 'aggregate':
      return new Set([...node.keys, ...node.items.map(({ id }) => id)])
    case 'join':
      return node.kind === 'SEMI' || node.kind === 'ANTI' ? made(node.left) : union(made(node.left), made(node.right))
  }
}

function script(node: Extract<Plan, { op: 'script' }>, wanted: ReadonlySet<string>, printing: Printing): string {
  const [first] = node.inputs
  const passed = first === undefined ? [] : [...within(without(wanted, node.ids), first.plan)]
  const inputs = node.inputs.map(({ name, plan: of, ids }, i) => {
    const all = new Set(i === 0 ? [...ids, ...passed] : ids)
    return `${name} AS MATERIALIZED (${plan(of, all, printing)})`
  })
  return `SELECT ${listed([...wanted])} FROM (WITH RECURSIVE ${inputs.join(', ')} ${node.sql(passed)})`
}

function unionAll(node: Extract<Plan, { op: 'union' }>, wanted: ReadonlySet<string>, printing: Printing): string {
  const at = node.ids.map((_, i) => i).filter((i) => wanted.has(node.ids[i] ?? ''))
  const parts = node.inputs.map((input) => {
    const items = at.map((i) => ({ id: node.ids[i] ?? '', sql: input.values[i] ?? 'NULL' }))
    const below = plan(input.plan, within(needs(items.map(({ sql }) => sql)), input.plan), printing)
    return `SELECT ${listed(items.map(as))} FROM (${below})`
  })
  return parts.length === 0 ? `SELECT ${listed(at.map((i) => `NULL AS ${node.ids[i] ?? ''}`))} WHERE false` : parts.join(' UNION ALL ')
}

function shared(node: Extract<Plan, { op: 'shared' }>, wanted: ReadonlySet<string>, printing: Printing): string {
  if (!printing.shares.has(node.share)) {
    // In its place already, so that what it shares itself comes before it.
    const text = plan(node.share.plan, new Set(node.share.ids), printing)
    printing.shares.set(node.share, text)
  }
  const items = node.items.filter(({ id }) => wanted.has(id))
  return `SELECT ${listed(items.map(as))} FROM ${node.share.name}`
}
