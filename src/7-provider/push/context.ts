/** What a phone shows of a sign-in: built from strangers' words, cleaned, and hashed as it is sent. */
import { createHash } from 'node:crypto'
import type { PromptContext } from '../wire.ts'
import type { Ask } from './push.ts'

const textLengthMax = 200
const unusualMax = 5

/** Control characters, line separators, what turns the reading direction, and what is not seen at all: with them a name could look like another. */
const unseen =
  /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}]+/gu

/** At most 200 characters on one line; cut ones end in an ellipsis. */
export function cleanText(text: string): string {
  // Long texts are cut before the work on them, generously, since what goes away may stand first.
  const clean = text
    .slice(0, 10 * textLengthMax)
    .toWellFormed()
    .replace(unseen, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const characters = [...clean]
  return characters.length <= textLengthMax ? clean : `${characters.slice(0, textLengthMax - 1).join('')}…`
}

const cleaned = (text: string | undefined): string | undefined => {
  const clean = text === undefined ? '' : cleanText(text)
  return clean === '' ? undefined : clean
}

/** To a tenth of a degree, some ten kilometres: a phone needs the town, and nobody's street (T107). */
const rounded = (degrees: number | undefined): number | undefined => (degrees === undefined ? undefined : Math.round(degrees * 10) / 10)

export function contextOf(ask: Ask, now: number): PromptContext {
  const { src, weighed } = ask
  return {
    app: cleaned(ask.app.name) ?? 'An application without a name',
    message: cleaned(ask.message),
    ip: cleaned(src.ip),
    network: cleaned(src.asnName),
    city: cleaned(src.city),
    region: cleaned(src.region),
    country: cleaned(src.country),
    latitude: rounded(src.latitude),
    longitude: rounded(src.longitude),
    accuracyKm: src.accuracyKm,
    os: cleaned(src.os),
    browser: cleaned(src.browser),
    familiar: ask.familiar,
    time: now,
    unusual: weighed.unusual.slice(0, unusualMax).map(cleanText),
    protocol: cleaned(ask.protocol) ?? '',
  }
}

/** SHA-256 of the very text that is kept and sent, in base64url. */
export const contextHash = (json: string): string => createHash('sha256').update(json).digest('base64url')
