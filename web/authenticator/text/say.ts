/** Fills a text's slots, picks its plural form, and writes times, distances and countries as the reader's language has them. */
import { clean } from '../../console/text/clean.ts'
import type { Entry, Key, Values } from './catalogue.ts'
import type { Speech } from './languages.ts'

export type Say = <K extends Key>(key: K, ...values: Values<K>) => string

export const sayIn =
  ({ catalogue, locale, direction }: Speech): Say =>
  (key, ...[values]) =>
    fill(catalogue[key], values ?? {}, locale, direction === 'rtl')

function fill(entry: Entry, values: Readonly<Record<string, string | number>>, locale: string, isRtl: boolean): string {
  const count = Number(values['count'])
  const text = typeof entry === 'string' ? entry : (entry[new Intl.PluralRules(locale).select(count)] ?? entry.other)
  return text.replaceAll(/\{(\w+)\}/g, (slot, name: string) => {
    const value = values[name]
    if (value === undefined) return slot
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : apart(clean(value, strangerMax), isRtl)
  })
}

/** Strangers' texts are cut so that they never push our own words off the screen. */
const strangerMax = 200

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** A value that runs in the other direction stands between isolates, so that it cannot reorder the sentence around it. */
const apart = (value: string, isRtl: boolean): string =>
  isRtl !== rightToLeft.test(value) && (isRtl || rightToLeft.test(value)) ? `\u2068${value}\u2069` : value

export interface Spoken {
  readonly say: Say
  readonly write: Writing
}

export interface Writing {
  time(at: number): string
  /** With the day where it is not `now`'s. */
  when(at: number, now: number): string
  day(at: number): string
  /** With the year. */
  date(at: number): string
  number(value: number): string
  km(distance: number): string
  /** `DE` → Germany; what is no code is answered as it is. */
  country(code: string): string
}

export function writingIn({ locale }: Speech): Writing {
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' })
  const dayTime = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
  const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' })
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' })
  const number = new Intl.NumberFormat(locale)
  const km = new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilometer', maximumFractionDigits: 0 })
  const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' })
  return {
    time: (at) => time.format(at),
    when: (at, now) => (new Date(at).toDateString() === new Date(now).toDateString() ? time : dayTime).format(at),
    day: (at) => day.format(at),
    date: (at) => date.format(at),
    number: (value) => number.format(value),
    km: (distance) => km.format(distance),
    country: (code) => (/^[A-Za-z]{2}$/.test(code) ? (countries.of(code.toUpperCase()) ?? code) : code),
  }
}
