/** The catalogue as Markdown: every detection with what it finds, how it is fooled, how to tune it, and its settings. */
import type { Detection, Setting } from './detection.ts'
import { type Phase, phases } from './finding.ts'
import { type PageWords, pageName } from './pages.ts'
import { boundsOf } from './settings.ts'

export interface CatalogueEntry {
  readonly detection: Detection
  readonly words: PageWords
}

const phaseTitles: Readonly<Record<Phase, string>> = {
  password: 'Passwords are tried',
  prompt: 'The person is asked',
  entry: 'Somebody comes in',
  foothold: 'A way to stay is made',
  action: 'Something is done with it',
}

/** `pages` leads from the catalogue's folder to the folder of the detections' pages, `home` from there to the catalogue's folder. */
export interface Places {
  readonly pages: string
  readonly home: string
}

/** In the order of an attack's phases, and within one in the order given. */
export function catalogue(entries: readonly CatalogueEntry[], places: Places): string {
  const parts = phases.map((phase) => ({ phase, own: entries.filter(({ detection }) => detection.phase === phase) }))
  const tables = parts.map(({ phase, own }) => `### ${phaseTitles[phase]}: ${own.length}\n\n${table(own, places)}`)
  const sections = parts.map(({ phase, own }) => `## ${phaseTitles[phase]}\n\n${own.map((one) => section(one, places)).join('\n\n')}`)
  return `## All ${entries.length}\n\n${tables.join('\n\n')}\n\n${sections.join('\n\n')}\n`
}

function table(entries: readonly CatalogueEntry[], places: Places): string {
  const rows = entries.map(({ detection }) => {
    const { technique, riskEventType, keyedBy, title, settings } = detection
    return `| ${link(detection, places)} | ${title} | ${technique.join(' ') || '–'} | \`${riskEventType}\` | ${keyedBy} | ${condition(settings)} |`
  })
  return ["| id | title | ATT&CK | Graph's `riskEventType` | about | by default |", '| --- | --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  )
}

const link = ({ id }: Detection, { pages }: Places): string => `[\`${id}\`](${pages}${pageName(id)})`

/** `2 prompts, window 10 minutes`: the numbers that decide, in the order the detection lists them. */
function condition(settings: Readonly<Record<string, Setting>>): string {
  const told = Object.entries(settings).map(([name, { default: value, unit }]) => `${wordsOf(name)} ${inUnit(value, unit)}`)
  return told.length === 0 ? 'no setting' : told.join(', ')
}

/** The unit stands at the end of most names, and is said with the value: `windowMinutes` → `window`. */
const wordsOf = (name: string): string =>
  name
    .replace(/(Minutes|Hours|Days)$/, '')
    .replace(/Min$/, ' from')
    .replace(/Max$/, ' to')
    .replaceAll(/([A-Z])/g, ' $1')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim()

const timed: ReadonlySet<string> = new Set(['minutes', 'hours', 'days'])

function inUnit(value: number, unit: Setting['unit']): string {
  if (!timed.has(unit)) return String(value)
  return `${value} ${value === 1 ? unit.slice(0, -1) : unit}`
}

function section({ detection, words }: CatalogueEntry, places: Places): string {
  const { title, technique, riskEventType } = detection
  const facts = [...technique.map((one) => `ATT&CK ${one}`), `\`${riskEventType}\``, `about the ${detection.keyedBy}`]
  const paragraphs = [
    `${words.finds} (${facts.join(', ')}; ${link(detection, places).replace(/^\[.*\]/, '[page]')})`,
    `**How it is fooled.** ${words.fooled}`,
    `**How to tune it.** ${words.tune}`,
  ]
  const told = paragraphs.map((paragraph) => relinked(paragraph, places)).join('\n\n')
  return `### \`${detection.id}\`: ${title}\n\n${told}${settingsTable(detection.settings)}`
}

/** Links in a page lead from the page's folder; here they lead from the catalogue's. */
const relinked = (text: string, { pages, home }: Places): string =>
  text.replaceAll(/\]\((?!https?:)([^)]+)\)/g, (whole, to: string) => {
    if (to.startsWith(home)) return `](${to.slice(home.length)})`
    return to.startsWith(pages) ? whole : `](${pages}${to})`
  })

function settingsTable(settings: Readonly<Record<string, Setting>>): string {
  const rows = Object.entries(settings).map(([name, setting]) => {
    const { min, max } = boundsOf(setting)
    return `| \`${name}\` | ${setting.default} | ${grouped(min)} to ${grouped(max)} | ${setting.unit} | ${setting.meaning} |`
  })
  if (rows.length === 0) return ''
  return `\n\n${['| setting | default | bounds | unit | meaning |', '| --- | --- | --- | --- | --- |', ...rows].join('\n')}`
}

const grouped = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 6 })
