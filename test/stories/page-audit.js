// Runs in the page and answers what a person with a screen reader, a keyboard or weak eyes would stumble over, as sentences.
export function pageAudit() {
  const problems = []
  const shown = (element) =>
    element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && element.getClientRects().length > 0
  const hidden = (element) => element.closest('[aria-hidden="true"], [inert]') !== null
  const about = (element) =>
    `<${element.tagName.toLowerCase()}> ${(element.textContent ?? '').trim().slice(0, 50)} ${element.className}`.trim()
  const textOf = (id) => document.getElementById(id)?.textContent ?? ''

  const name = (element) => {
    const by = element.getAttribute('aria-labelledby')
    if (by !== null) return by.split(/\s+/).map(textOf).join(' ').trim()
    const label = element.getAttribute('aria-label')
    if (label !== null) return label.trim()
    if ('labels' in element && element.labels !== null && element.labels.length > 0) return element.labels[0].textContent.trim()
    return (element.textContent || element.getAttribute('title') || '').trim()
  }

  for (const element of document.querySelectorAll('button, a[href], input, select, textarea, [role="img"], [role="button"], summary')) {
    if (!shown(element) || hidden(element) || element.type === 'hidden') continue
    if (name(element) === '') problems.push(`has no name: ${about(element)}`)
  }
  for (const [role, selector] of [
    ['main', 'main'],
    ['h1', 'h1'],
  ]) {
    const number = [...document.querySelectorAll(selector)].filter(shown).length
    if (number !== 1) problems.push(`${number} of ${role} on the page`)
  }
  for (const element of document.querySelectorAll('nav, section[aria-labelledby]')) {
    if (shown(element) && name(element) === '') problems.push(`landmark without a name: ${about(element)}`)
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) problems.push(`the id ${id} is there twice`)

  let before = 0
  for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
    if (!shown(heading)) continue
    const level = Number(heading.tagName.slice(1))
    if (before > 0 && level > before + 1) problems.push(`a heading jumps from ${before} to ${level}: ${about(heading)}`)
    before = level
  }

  // Colours as the browser computed them: rgb(), rgba() or, after a mix, color(srgb …).
  const channels = (colour) => {
    const numbers = (colour.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number)
    const scale = colour.startsWith('color(') ? 255 : 1
    return { r: numbers[0] * scale, g: numbers[1] * scale, b: numbers[2] * scale, a: numbers[3] ?? 1 }
  }
  const over = (top, under) => ({
    r: top.r * top.a + under.r * (1 - top.a),
    g: top.g * top.a + under.g * (1 - top.a),
    b: top.b * top.a + under.b * (1 - top.a),
    a: 1,
  })
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((channel) => {
      const part = channel / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
    return (light + 0.05) / (dark + 0.05)
  }
  // The colours a text may stand on: more than one where there is a gradient.
  const grounds = (element) => {
    const layers = []
    for (let each = element; each !== null; each = each.parentElement) {
      const style = getComputedStyle(each)
      const painted = style.backgroundImage.match(/(?:rgba?|color)\([^)]*\)/g)
      if (painted !== null) return painted.map((colour) => layers.reduceRight((under, layer) => over(layer, under), channels(colour)))
      const colour = channels(style.backgroundColor)
      if (colour.a > 0) layers.push(colour)
      if (colour.a === 1) break
    }
    const [last, ...above] = layers.reverse()
    return [above.reduce((under, layer) => over(layer, under), last ?? { r: 255, g: 255, b: 255, a: 1 })]
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const seen = new Set()
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (walker.currentNode.data.trim() === '' || element === null || seen.has(element) || !shown(element)) continue
    seen.add(element)
    if (element.closest('svg, script, style, noscript, [disabled], [data-disabled], [inert]') !== null) continue
    const box = element.getBoundingClientRect()
    if (box.width <= 1 || box.height <= 1) continue
    const style = getComputedStyle(element)
    const size = Number.parseFloat(style.fontSize)
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    for (const ground of grounds(element)) {
      const ratio = contrast(over(channels(style.color), ground), ground)
      if (ratio < (large ? 3 : 4.5)) problems.push(`contrast ${ratio.toFixed(2)}: ${about(element)}`)
    }
  }

  // WCAG 2.2, 2.5.8: 24 by 24 pixels, but for links within a line of text.
  for (const element of document.querySelectorAll('button, a[href], input, summary, [role="button"]')) {
    if (!shown(element) || hidden(element)) continue
    const box = element.getBoundingClientRect()
    const inText = element.matches('a, summary') && getComputedStyle(element).display === 'inline'
    const labelled = element.matches('input[type="checkbox"], input[type="radio"]')
    if (!inText && !labelled && box.width > 1 && (box.width < 24 || box.height < 24)) {
      problems.push(`only ${Math.round(box.width)} by ${Math.round(box.height)} pixels: ${about(element)}`)
    }
  }
  return problems
}
