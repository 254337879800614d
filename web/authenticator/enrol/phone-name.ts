/** A first name for the phone, from what the browser tells; the person may change it. */

const names: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android.*Mobile/, 'Android'],
  [/Android/, 'Android tablet'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'Chromebook'],
  [/Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
]

export const phoneName = (userAgent: string): string | undefined => names.find(([form]) => form.test(userAgent))?.[1]
