/** Makes text from logs safe to look at: characters that steer the display are shown instead of obeyed. */

// Bidirectional embeddings, overrides, isolates and marks (Unicode Standard Annex 9), zero-width characters, tags and line separators.
const steering = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu

/** Longer text is cut; the raw record still has all of it. */
export const shownMax = 2000

/** `text` with steering characters as `⟨U+202E⟩` (C0 controls as their picture, `␀`), at most `max` characters. */
export function clean(text: string, max = shownMax): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text
  return cut.replace(steering, picture)
}

function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  if (code === 0x7f) return '␡'
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
}
