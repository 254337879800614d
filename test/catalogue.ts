/** Writes the generated part of `docs/catalogue.md` from the detections and their pages. `node test/catalogue.ts` */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from '../src/3-detect/catalogue.ts'
import { detections } from '../src/3-detect/detections/index.ts'
import { readPage } from '../src/3-detect/pages.ts'

export const page = join(import.meta.dirname, '..', 'docs', 'catalogue.md')

const [begin, end] = ['<!-- from here to the end mark: node test/catalogue.ts -->', '<!-- end mark -->']
const places = { pages: '../src/3-detect/detections/', home: '../../../docs/' }

/** The page with the catalogue as it is now. */
export function written(text: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`${page} lacks its marks: ${begin} and ${end}`)
  const entries = detections.map((detection) => ({ detection, words: readPage(detection.id) }))
  return `${text.slice(0, from)}${begin}\n\n${catalogue(entries, places)}\n${text.slice(to)}`
}

if (import.meta.main) writeFileSync(page, written(readFileSync(page, 'utf8')))
