/** Numbers and what they count, in words. */

const grouped = new Intl.NumberFormat('en')

/** `1,204,331`. */
export const numberText = (value: number): string => grouped.format(value)

/** `1 record`, `2 records`. */
export const count = (value: number, one: string, many = `${one}s`): string => `${grouped.format(value)} ${value === 1 ? one : many}`

const units = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const

/** `312 bytes`, `4.2 MB`: powers of 1000. */
export function bytesText(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return step === 0 ? `${bytes} bytes` : `${(bytes / 1000 ** step).toFixed(1)} ${units[step]}`
}
