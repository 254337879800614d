/** Datetimes as people, mails and browsers write them: `Sat, 8 Nov 14 15:05:02 GMT`, `11/8/2014 3:05 PM`, `Nov 8, 2014`. */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const fullMonths =
  /^(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)$/i
const weekday = '(?:(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?,?\\s+)?'
const clock =
  '(?:[\\sT]\\s*(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?\\s*(am|pm)?\\s*(z|gmt|utc|[ecmp][sd]t|[-+]\\d{2}:?\\d{2})?)?'

/** Each with the places of year, month and day among its groups. */
const forms: readonly (readonly [RegExp, year: number, month: number, day: number])[] = [
  [new RegExp(`^(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})${clock}$`, 'i'), 1, 2, 3],
  [new RegExp(`^(\\d{1,2})[-/](\\d{1,2})[-/](\\d{4}|\\d{2})${clock}$`, 'i'), 3, 1, 2],
  [new RegExp(`^${weekday}(\\d{1,2})[\\s-]([a-z]{3,9})[\\s-](\\d{4}|\\d{2})${clock}$`, 'i'), 3, 2, 1],
  [new RegExp(`^${weekday}([a-z]{3,9})\\s(\\d{1,2}),?\\s(\\d{4})${clock}$`, 'i'), 3, 1, 2],
]

/** Minutes that zones of RFC 822 are before or behind UTC. */
const zoneMinutes: Readonly<Record<string, number>> = {
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
}

/** Milliseconds since 1970 and the ticks below them; undefined where the text is none of the forms. */
export function wordedDatetime(text: string): { readonly milliseconds: number; readonly ticks: number } | undefined {
  if (text.length > 64) return undefined
  const body = text.replace(/\s+/g, ' ')
  for (const [form, year, month, day] of forms) {
    const found = form.exec(body)
    if (found === null) continue
    const date = midnight(found[year] ?? '', found[month] ?? '', found[day] ?? '')
    const time = timeOfDay(found.slice(4))
    if (date === undefined || time === undefined) return undefined
    return { milliseconds: date + time.milliseconds, ticks: time.ticks }
  }
  return undefined
}

function midnight(year: string, month: string, day: string): number | undefined {
  const named = fullMonths.test(month) ? months.indexOf(month.slice(0, 3).toLowerCase()) : Number(month) - 1
  // Two digits mean the years from 1950 to 2049, as in .NET.
  const full = year.length === 2 ? Number(year) + (Number(year) < 50 ? 2000 : 1900) : Number(year)
  const date = new Date(0)
  date.setUTCFullYear(full, named, Number(day))
  return named >= 0 && named < 12 && date.getUTCDate() === Number(day) && date.getUTCMonth() === named ? date.getTime() : undefined
}

function timeOfDay(groups: readonly (string | undefined)[]): { milliseconds: number; ticks: number } | undefined {
  const [hour = '0', minute = '0', second = '0', fraction = '', half, zone = 'z'] = groups
  const isTwelve = half !== undefined
  const given = Number(hour)
  const hours = isTwelve ? (given % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : given
  if (given > (isTwelve ? 12 : 23) || Number(minute) > 59 || Number(second) > 59) return undefined
  const parts = fraction.padEnd(7, '0')
  const minutes = hours * 60 + Number(minute) - zoneOffset(zone.toLowerCase())
  return { milliseconds: minutes * 60_000 + Number(second) * 1000 + Number(parts.slice(0, 3)), ticks: Number(parts.slice(3, 7)) }
}

function zoneOffset(zone: string): number {
  const digits = zone.replace(/\D/g, '')
  if (digits === '') return zoneMinutes[zone] ?? 0
  return (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4))) * (zone.startsWith('-') ? -1 : 1)
}
