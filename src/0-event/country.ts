/** Country names as Okta, Duo and others write them, as the two letters of ISO 3166. */

const aliases: Readonly<Record<string, string>> = {
  'united states of america': 'US',
  usa: 'US',
  uk: 'GB',
  'great britain': 'GB',
  'russian federation': 'RU',
  'korea, republic of': 'KR',
  'republic of korea': 'KR',
  'iran, islamic republic of': 'IR',
  'viet nam': 'VN',
  'czech republic': 'CZ',
  turkey: 'TR',
  'the netherlands': 'NL',
  'syrian arab republic': 'SY',
  'moldova, republic of': 'MD',
  'tanzania, united republic of': 'TZ',
  'venezuela, bolivarian republic of': 'VE',
  'bolivia, plurinational state of': 'BO',
  'taiwan, province of china': 'TW',
  'hong kong': 'HK',
  macao: 'MO',
  'ivory coast': 'CI',
  burma: 'MM',
  'north macedonia': 'MK',
  palestine: 'PS',
}

const byName = new Map<string, string>(Object.entries(aliases))
/** Asking `Intl` each time costs a microsecond. */
const names = new Map<string, string>()
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
  const name = english.of(code)
  if (name !== undefined) names.set(code, name)
  if (name !== undefined && !byName.has(name.toLowerCase()) && canonical(code)) byName.set(name.toLowerCase(), code)
}

/** Upper-case alpha-2 of a code or an English name; undefined for "-", "Unknown" and what is neither. */
export function country(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  if (text.length === 2) return /^[a-z]{2}$/i.test(text) ? text.toUpperCase() : undefined
  return byName.get(text.trim().toLowerCase())
}

/** The English name of a code, for sentences; the code itself where it has none. */
export const countryName = (code: string): string => names.get(code) ?? code

const withArticle = new Set(['NL', 'US', 'GB', 'PH', 'AE', 'CF', 'CD', 'CG', 'DO', 'BS', 'GM', 'KY', 'MV', 'SC', 'SB'])

/** As it stands in a sentence: `in the Netherlands`, `in France`. */
export const placeName = (code: string): string => `${withArticle.has(code) ? 'the ' : ''}${countryName(code)}`

/** Leaves out the codes that were given up (`DD`, `SU`), whose names would shadow the living ones. */
function canonical(code: string): boolean {
  return new Intl.Locale(`und-${code}`).maximize().region === code && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`
}
