/** How strange a sign-in is for a person: what the whole tenant signs in with, against what this person does, by Freeman and Wiefling. */
import { hash } from './familiar.ts'
import { type Habits, learnHabits, timesSeen } from './freeman-person.ts'
import { createTenantCounts, type TenantCounts } from './freeman-tenant.ts'

/**
 * Sources: Freeman, Jain, Dürmuth, Biggio and Giacinto, "Who Are You? A Statistical Approach to Measuring User Authenticity", NDSS 2016
 * (doi 10.14722/ndss.2016.23240), Eq. 7; and the reference implementation of Wiefling, Jørgensen, Thunem and Lo Iacono, "Pump Up Password
 * Security!", ACM TOPS 26(1) (doi 10.1145/3546069), das-group/rba-algorithm@28fec46. Where every sign-in says every level, scores are theirs.
 *
 * A log that lacks a level: shares are of the sign-ins that said it. A level that the attempt, the person's history or the tenant's never
 * said is left out, and its weight goes to the feature's other levels in proportion; a feature without any is left out. The smoothing for
 * values never seen then goes to the finest level that is left.
 */
export interface Feature {
  readonly name: string
  /** The most specific first; weights sum to 1. */
  readonly levels: readonly FeatureLevel[]
}

interface FeatureLevel {
  readonly name: string
  readonly weight: number
  /**
   * The largest share that a value counts with as an attacker's (Freeman's p(x | attack)). The reference has no such bound: for want of data
   * on attackers it takes what all have for what they have. That half of a company sits behind one address does not put attackers there.
   */
  readonly shareMax?: number
}

/** The value of each level of each feature, in the order of the features; undefined where the log does not say. */
export type Attempt = readonly (readonly (string | undefined)[])[]

export interface Freeman {
  /** How often likelier the attempt is from somebody else than from this person; undefined without a history. */
  score(habits: Habits, attempt: Attempt): Strangeness | undefined
  /** Learns one completed sign-in, for the person and for the tenant. */
  learn(habits: Habits, attempt: Attempt): void
  changes(): { readonly key: string; readonly state: string }[]
  size(): number
}

interface Strangeness {
  readonly risk: number
  readonly parts: readonly FeatureRisk[]
}

export interface FeatureRisk {
  readonly name: string
  /** What the feature multiplies the risk by. */
  readonly ratio: number
  /** None of its values was ever seen with this person. */
  readonly isNew: boolean
  readonly levels: readonly LevelShares[]
}

/** One level that could be compared. */
export interface LevelShares {
  readonly name: string
  readonly value: string
  /** 0 to 1: of the tenant's sign-ins that said the level, and of the person's. */
  readonly tenantShare: number
  readonly ownShare: number
}

/** A feature of which the person has no value is this many times likelier from somebody else (the reference implementation's choice). */
const unseenFactor = 4
/** Longer texts are compared by their beginning. */
const valueLengthMax = 1000

export function createFreeman(features: readonly Feature[], load?: (key: string) => string | undefined): Freeman {
  const placed = place(features)
  const tenant = createTenantCounts(
    placed.map(({ levels }) => levels.map(({ at }) => at)),
    load,
  )

  function hashes(attempt: Attempt): (number | undefined)[] {
    return placed.flatMap(({ levels }, feature) =>
      levels.map(({ at }, level) => {
        const value = attempt[feature]?.[level]
        return value === undefined ? undefined : hash(value.slice(0, valueLengthMax), at + 1)
      }),
    )
  }

  function score(habits: Habits, attempt: Attempt): Strangeness | undefined {
    const { logins, persons } = tenant.totals()
    if (habits.count === 0 || logins === 0) return undefined
    const values = hashes(attempt)
    let risk = 1 / persons / (habits.count / logins)
    const parts: FeatureRisk[] = []
    for (const [nth, feature] of placed.entries()) {
      const part = featureRisk(feature, values, attempt[nth] ?? [], habits, tenant)
      if (part === undefined) continue
      risk *= part.ratio
      parts.push(part)
    }
    return { risk, parts }
  }

  function learn(habits: Habits, attempt: Attempt): void {
    const values = hashes(attempt)
    tenant.learn(values, habits.count === 0)
    learnHabits(habits, values)
  }

  return { score, learn, changes: tenant.changes, size: tenant.size }
}

interface PlacedLevel extends FeatureLevel {
  /** Its place among all levels of all features. */
  readonly at: number
}

interface PlacedFeature {
  readonly name: string
  readonly levels: readonly PlacedLevel[]
}

function place(features: readonly Feature[]): readonly PlacedFeature[] {
  let at = 0
  return features.map(({ name, levels }) => ({ name, levels: levels.map((level) => ({ ...level, at: at++ })) }))
}

interface Compared extends PlacedLevel {
  readonly value: number
  readonly times: number
  readonly tenantShare: number
  readonly ownShare: number
}

function featureRisk(
  feature: PlacedFeature,
  values: readonly (number | undefined)[],
  texts: readonly (string | undefined)[],
  habits: Habits,
  tenant: TenantCounts,
): FeatureRisk | undefined {
  const compared = feature.levels.flatMap((level) => compare(level, values[level.at], habits, tenant))
  if (compared.length === 0) return undefined
  const weights = sum(compared, ({ weight }) => weight)
  const local = sum(compared, ({ weight, ownShare }) => weight * ownShare) / weights
  const global = globalShare(feature, compared, tenant) / weights
  return {
    name: feature.name,
    ratio: local === 0 ? unseenFactor : global / local,
    isNew: local === 0,
    levels: compared.map(({ name, at, tenantShare, ownShare }) => ({
      name,
      value: texts[at - (feature.levels[0]?.at ?? 0)] ?? '',
      tenantShare,
      ownShare,
    })),
  }
}

function compare(level: PlacedLevel, value: number | undefined, habits: Habits, tenant: TenantCounts): Compared[] {
  const told = tenant.told(level.at)
  const ownTold = habits.told[level.at] ?? 0
  if (value === undefined || told === 0 || ownTold === 0) return []
  const times = tenant.times(value)
  return [{ ...level, value, times, tenantShare: times / told, ownShare: timesSeen(habits, value) / ownTold }]
}

/** The weighted share among all, where the finest level keeps something for values nobody has had yet. */
function globalShare({ levels }: PlacedFeature, compared: readonly Compared[], tenant: TenantCounts): number {
  const [first, ...coarser] = compared
  if (first === undefined) return 0
  const unseen = 1 + sum(levels, ({ at }) => (at > first.at ? tenant.distinct(at) : 0))
  const told = tenant.told(first.at)
  const share = first.times === 0 ? 1 / (told + unseen) : counted(first) * (1 - unseen / (told + unseen))
  const under = 1 + (first.at === levels[0]?.at ? tenant.under(first.value) : 0)
  const trust = first.times === 0 ? 1 / under : 1 - under / (first.times + under)
  return first.weight * trust * share + sum(coarser, (level) => level.weight * counted(level))
}

const counted = ({ tenantShare, shareMax = 1 }: Compared): number => Math.min(tenantShare, shareMax)

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  let total = 0
  for (const item of items) total += of(item)
  return total
}
