/** What a detection's page says about it: what it finds, how it is fooled, how to tune it, what to do. */
import { readFileSync } from 'node:fs'
import type { DetectionId } from './finding.ts'

/** Markdown, without line breaks; links lead from the page's folder. Empty where the page does not have it. */
export interface PageWords {
  /** The first paragraph, without the id, title and techniques it opens with. */
  readonly finds: string
  readonly fooled: string
  readonly tune: string
  readonly todo: string
}

/** `mfa.push_burst_denied` → `mfa-push-burst-denied.md`, beside the detection. */
export const pageName = (id: DetectionId): string => `${id.replaceAll(/[._]/g, '-')}.md`

/** Throws where the page is not there. */
export const readPage = (id: DetectionId): PageWords =>
  pageWords(readFileSync(new URL(`detections/${pageName(id)}`, import.meta.url), 'utf8'))

export function pageWords(text: string): PageWords {
  const paragraphs = text
    .slice(0, endOfIntroduction(text))
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, ' ').trim())
  const under = (title: string): string => {
    const found = paragraphs.find((paragraph) => paragraph.startsWith(`**${title}**`)) ?? ''
    return found.slice(`**${title}**`.length).trim()
  }
  return {
    finds: (paragraphs[0] ?? '').replace(opening, ''),
    fooled: under('How it is fooled.'),
    tune: under('How to tune it.'),
    todo: under('What to do.'),
  }
}

/** The stories begin with the first heading. */
function endOfIntroduction(text: string): number {
  const at = text.search(/^# /m)
  return at === -1 ? text.length : at
}

/** `` `mfa.push_spray` — **Many persons asked from one source** (ATT&CK T1621). `` */
const opening = /^`[^`]+` — \*\*[^*]+\*\*(?: \([^)]*\))?\.\s*/
