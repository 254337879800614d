/** What a phone calls itself, as it is kept: a stranger's text, so nothing in it that turns, hides or stacks (T49). */

export const deviceNameMax = 60

/** Never empty. */
export function deviceName(given: string): string {
  const plain = given
    .slice(0, 1000)
    .normalize('NFC')
    // Control, format (also what turns the direction of writing), private and unpaired characters, line ends.
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    // More than three marks upon one letter grow over the lines above.
    .replaceAll(/(\p{M}{3})\p{M}+/gu, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return Array.from(plain).slice(0, deviceNameMax).join('').trim() || 'Phone'
}
