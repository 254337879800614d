/** The page's colours as the chart needs them: text, read from the style sheet at the moment of drawing. */

const names = ['ink', 'muted', 'line', 'line-strong', 'card', 'raised', 'red-text', 'amber', 'amber-text', 'steel'] as const
export type Colours = Readonly<Record<(typeof names)[number], string>>

export function colours(): Colours {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    ink: read('ink'),
    muted: read('muted'),
    line: read('line'),
    'line-strong': read('line-strong'),
    card: read('card'),
    raised: read('raised'),
    'red-text': read('red-text'),
    amber: read('amber'),
    'amber-text': read('amber-text'),
    steel: read('steel'),
  }
}
