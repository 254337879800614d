/** The number as it is being typed: digits only, never more than asked, in whatever script the keyboard writes. */

export interface Entry {
  readonly digits: string
  readonly length: number
}

export type EntryStep =
  | { readonly kind: 'digit'; readonly digit: string }
  | { readonly kind: 'back' }
  | { readonly kind: 'clear' }
  /** The prompt wants another length: nothing typed before counts. */
  | { readonly kind: 'length'; readonly length: number }

export const emptyEntry = (length: number): Entry => ({ digits: '', length })

export const isComplete = ({ digits, length }: Entry): boolean => digits.length === length

export function enter(entry: Entry, step: EntryStep): Entry {
  switch (step.kind) {
    case 'digit': {
      const digit = asciiDigit(step.digit)
      return digit === undefined || isComplete(entry) ? entry : { ...entry, digits: entry.digits + digit }
    }
    case 'back':
      return { ...entry, digits: entry.digits.slice(0, -1) }
    case 'clear':
      return { ...entry, digits: '' }
    case 'length':
      return step.length === entry.length ? entry : emptyEntry(step.length)
  }
}

/** Where the ten digits of a script begin: ASCII, Arabic, Persian, Devanagari, full width (Unicode Nd). */
const zeros = [0x30, 0x660, 0x6f0, 0x966, 0xff10]

/** `٣` → `3`; undefined for anything but one digit. */
export function asciiDigit(text: string): string | undefined {
  const code = text.codePointAt(0)
  if (code === undefined || text.length !== 1) return undefined
  const zero = zeros.find((start) => code >= start && code < start + 10)
  return zero === undefined ? undefined : String(code - zero)
}
