/** The place of a prompt in words. */
import type { PromptContext } from '../../../src/7-provider/wire.ts'
import { clean } from '../../console/text/clean.ts'
import type { Say, Writing } from '../text/say.ts'

const shownMax = 60

/** "Lyon, Auvergne-Rhône-Alpes, France"; where nothing is known, says so. */
export function placeText({ city, region, country }: PromptContext, say: Say, write: Writing): string {
  const parts = [city, region === city ? undefined : region, country === undefined ? undefined : write.country(country)]
  const known = parts.filter((part): part is string => part !== undefined && part !== '').map((part) => clean(part, shownMax))
  return known.length === 0 ? say('prompt.unknownPlace') : known.join(', ')
}

export function browserText({ browser, os }: PromptContext, say: Say): string | undefined {
  if (browser !== undefined && os !== undefined) return say('prompt.browserOn', { browser, os })
  const one = browser ?? os
  return one === undefined ? undefined : clean(one, shownMax)
}
