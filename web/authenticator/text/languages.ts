/** The languages the app is made for. Add one by writing its catalogue beside `en.ts` and naming it here; until then its readers get English. */
import type { Catalogue } from './catalogue.ts'
import { en } from './en.ts'

export interface Language {
  readonly tag: string
  /** In the language itself. */
  readonly name: string
  readonly direction: 'ltr' | 'rtl'
  readonly load?: () => Promise<Catalogue>
}

export const languages: readonly Language[] = [
  { tag: 'en', name: 'English', direction: 'ltr', load: async () => en },
  { tag: 'de', name: 'Deutsch', direction: 'ltr', load: async () => (await import('./de.ts')).de },
  { tag: 'fr', name: 'Français', direction: 'ltr' },
  { tag: 'es', name: 'Español', direction: 'ltr' },
  { tag: 'it', name: 'Italiano', direction: 'ltr' },
  { tag: 'nl', name: 'Nederlands', direction: 'ltr' },
  { tag: 'pt', name: 'Português', direction: 'ltr' },
  { tag: 'pl', name: 'Polski', direction: 'ltr' },
  { tag: 'ja', name: '日本語', direction: 'ltr' },
  { tag: 'zh', name: '中文', direction: 'ltr' },
  { tag: 'ar', name: 'العربية', direction: 'rtl' },
  { tag: 'hi', name: 'हिन्दी', direction: 'ltr' },
]

/** A catalogue with the tag its numbers, dates and countries are written by: `en-GB` keeps its own dates. */
export interface Speech {
  readonly catalogue: Catalogue
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
}

export const english: Speech = { catalogue: en, locale: 'en', direction: 'ltr' }

/** The first wanted language (`de-AT`) whose catalogue is there; English where none is. */
export async function speechFor(wanted: readonly string[]): Promise<Speech> {
  for (const tag of wanted) {
    const language = languages.find((one) => one.tag === tag.toLowerCase().split('-')[0])
    if (language?.load !== undefined) {
      return { catalogue: await language.load(), locale: isLocale(tag) ? tag : language.tag, direction: language.direction }
    }
  }
  return english
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
