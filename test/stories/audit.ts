/** Looks at a page as a person with a screen reader, a keyboard, a phone or weak eyes would. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'

/** Plain JavaScript, because it runs in the page; the word that only modules know goes. */
const audit = readFileSync(join(import.meta.dirname, 'page-audit.js'), 'utf8').replace('export function', 'function')

/** Names, landmarks, headings, contrast and sizes; nothing is wider than the window. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.waitForTimeout(500)
  expect(await page.evaluate<string[]>(`${audit}\npageAudit()`)).toEqual([])
  await expectNoOverflow(page)
}

async function expectNoOverflow(page: Page): Promise<void> {
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  expect(over, 'pixels wider than the window').toBeLessThanOrEqual(0)
}

/** The element that has the focus shows it. */
export async function expectVisibleFocus(page: Page): Promise<void> {
  const style = await page.evaluate<{ what: string; outline: string; width: number }>(`(() => {
    const style = getComputedStyle(document.activeElement)
    return { what: document.activeElement.outerHTML.slice(0, 120), outline: style.outlineStyle, width: parseFloat(style.outlineWidth) }
  })()`)
  expect(style.outline, style.what).not.toBe('none')
  expect(style.width, style.what).toBeGreaterThanOrEqual(2)
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core, which screen-reader testers use, would stumble over: WCAG 2.2 at levels A and AA. */
export async function expectAxeClean(page: Page): Promise<void> {
  const found = await page.evaluate<string[]>(`(async () => {
    ${axe}
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    return violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | '))
  })()`)
  expect(found).toEqual([])
}
