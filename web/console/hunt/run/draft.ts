/** What stands in the editor, kept over reloads, and taken from a link that somebody sent. */

const stored = 'tocsin-hunt-draft'
const textMax = 200_000

export const draft = (): string => localStorage.getItem(stored) ?? ''

export function keepDraft(text: string): void {
  if (text.length > textMax) return
  try {
    localStorage.setItem(stored, text)
  } catch {
    // A full storage only costs the draft after a reload.
  }
}
