/** Counting passwords tried from one source: whom, when, how it ended, and how many are usual there. */
import { hourMs, minuteMs } from '../0-event/time.ts'

/** One name and what was tried on it from one source. */
export interface Tried {
  /** The person's id; of a name that nobody has, its hash. */
  readonly id: string
  readonly name: string
  /** Of the newest try, ms. */
  readonly time: number
  /** Tries in a row, none an hour after the one before it. */
  readonly tries: number
  /** The password was right at last. */
  readonly right: boolean
  /** False for a name that nobody has. */
  readonly exists: boolean
  /** From what is the person's own. Only locks count such. */
  readonly own: boolean
  /** Hashes: of the address, of its /24 or /48, and of the flow. */
  readonly ip: number
  readonly net: number
  readonly flow: number
  /** Number of the newest event. */
  readonly at: number
}

/** Everything tried from one source within a day. */
export interface Tally {
  /** One entry a name, the newest last. */
  readonly tried: readonly Tried[]
  /** Who completed a sign-in from there that is their own: hash of the person, time. */
  readonly good: readonly (readonly [person: number, time: number])[]
  /** The quarter of an hour counted now, and the names new in it. */
  readonly bucket: number
  readonly count: number
  /** Names a quarter of an hour, summed with older quarters fading. */
  readonly usual: number
}

/** The newest are kept; a finding names no more than 100. */
const triedMax = 100
const goodMax = 32
const keepMs = 24 * hourMs
/** Two records of one flow within so long tell of one try, and any two of one name and source within a moment: Okta logs a try twice. */
const sameFlowMs = 3000
const sameMomentMs = 100
const inRowMs = hourMs

const bucketMs = 15 * minuteMs
/** A week of quarters: what was usual a fortnight ago hardly counts. */
const memoryBuckets = 672
const fade = 1 - 1 / memoryBuckets

export const emptyTally: Tally = { tried: [], good: [], bucket: 0, count: 0, usual: 0 }

/** The tally with one more try or right password in it; undefined where another record told of the same try. */
export function add(tally: Tally, one: Omit<Tried, 'tries'>): Tally | undefined {
  const known = tally.tried.find(({ id }) => id === one.id)
  if (known !== undefined && isSameTry(known, one)) return undefined
  const isNext = known !== undefined && Math.abs(one.time - known.time) < inRowMs
  const entry: Tried = {
    ...one,
    time: Math.max(one.time, known?.time ?? 0),
    tries: (isNext ? known.tries : 0) + (one.right ? 0 : 1),
    right: one.right || (isNext && known.right),
  }
  const oldest = entry.time - keepMs
  const others = tally.tried.filter(({ id, time }) => id !== one.id && time > oldest)
  const tried = [...others.slice(-triedMax + 1), entry]
  const isFresh = !one.right && (known === undefined || known.time < one.time - bucketMs)
  return { ...tally, ...counted(tally, one.time, isFresh ? 1 : 0), tried }
}

const isSameTry = (known: Tried, one: Omit<Tried, 'tries'>): boolean =>
  known.right === one.right && Math.abs(known.time - one.time) <= (known.flow === one.flow ? sameFlowMs : sameMomentMs)

/** A person completed a sign-in of their own from there. */
export function addGood(tally: Tally, person: number, time: number): Tally {
  const others = tally.good.filter(([one, at]) => one !== person && at > time - keepMs)
  return { ...tally, good: [...others.slice(-goodMax + 1), [person, time]] }
}

/** What came too late for its quarter changes nothing that is usual. */
function counted(tally: Tally, time: number, more: number): Pick<Tally, 'bucket' | 'count' | 'usual'> {
  const bucket = Math.floor(time / bucketMs)
  if (bucket <= tally.bucket) return { bucket: tally.bucket, count: tally.count + (bucket === tally.bucket ? more : 0), usual: tally.usual }
  const gone = bucket - tally.bucket
  return { bucket, count: more, usual: (tally.usual * fade + kept(tally)) * fade ** (gone - 1) }
}

/** An attack must not make itself usual: a quarter counts for no more than so many above what was usual before. */
const kept = ({ count, usual }: Tally): number => Math.min(count, 3 + 3 * (usual / memoryBuckets))

/** The quarters of an hour in which anything at all came, older ones fading: silence of a log says nothing about attackers. */
export interface Watch {
  readonly bucket: number
  readonly weight: number
}

export const watched = (watch: Watch | undefined, time: number): Watch | undefined => {
  const bucket = Math.floor(time / bucketMs)
  if (watch === undefined) return { bucket, weight: 0 }
  return bucket <= watch.bucket ? undefined : { bucket, weight: watch.weight * fade ** (bucket - watch.bucket) + 1 }
}

/**
 * Names that would be tried within `minutes` by custom. Doubled, since working hours see more than the mean; a source never met before is
 * given one name in the time watched.
 */
export function expected(tally: Tally, watch: Watch | undefined, now: number, minutes: number): number {
  const gone = Math.max(0, Math.floor(now / bucketMs) - tally.bucket)
  const each = (tally.usual * fade ** gone + 1) / ((watch?.weight ?? 0) + 1)
  return 2 * each * ((minutes * minuteMs) / bucketMs)
}

/** How surprising `count` is where `usual` are expected: minus the logarithm of a bound on its chance (Chernoff's for Poisson counts). */
export const surprise = (count: number, usual: number): number => (count <= usual ? 0 : count * Math.log(count / usual) - (count - usual))

/** What a source did within a window. */
export interface Doings {
  /** Names tried in vain, the newest last. */
  readonly failed: readonly Tried[]
  /** Names whose password was right in the end. */
  readonly right: readonly Tried[]
  /** Of all names met there, those that failed: 0 to 1. */
  readonly failingShare: number
  readonly addresses: number
  readonly networks: number
  /** The largest part of the names that came from one address. */
  readonly mostOfOne: number
  /** The mean of tries a name. */
  readonly triesEach: number
  readonly unknownShare: number
}

export function doings(tally: Tally, now: number, minutes: number): Doings {
  const from = now - minutes * minuteMs
  const all = tally.tried.filter(({ time, tries }) => time > from && time <= now && tries > 0)
  const right = tally.tried.filter(({ time, right: isRight }) => isRight && time > from && time <= now)
  const failed = all.filter(({ right: isRight }) => !isRight)
  const good = tally.good.filter(([, time]) => time > from - keepMs && time <= now).length
  const met = failed.length + right.length + good
  const byAddress = Map.groupBy(failed, ({ ip }) => ip)
  return {
    failed,
    right,
    failingShare: met === 0 ? 0 : failed.length / met,
    addresses: byAddress.size,
    networks: new Set(failed.map(({ net }) => net)).size,
    mostOfOne: failed.length === 0 ? 0 : Math.max(...[...byAddress.values()].map(({ length }) => length)) / failed.length,
    triesEach: failed.length === 0 ? 0 : failed.reduce((sum, { tries }) => sum + tries, 0) / failed.length,
    unknownShare: failed.length === 0 ? 0 : failed.filter(({ exists }) => !exists).length / failed.length,
  }
}
