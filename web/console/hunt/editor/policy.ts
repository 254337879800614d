/** What Monaco does with styles, in ways that a policy without inline styles allows; the build leads Monaco's own calls here (`monaco-build.ts`). */

/** Images inside style sheets are forbidden too; what they showed is drawn by `kql-editor.module.css`. */
const images = /url\((["'])data:.*?\1\)/g

/** By the element that stands for them, to be taken away when that has left the page. */
const sheets = new Map<HTMLElement, CSSStyleSheet>()

/** An element that takes rules like a `<style>`, but keeps them in a sheet that the document adopts. */
export function policyStyle(): HTMLElement {
  const { element, sheet } = styleElement()
  for (const [other] of sheets) if (!other.isConnected) sheets.delete(other)
  sheets.set(element, sheet)
  document.adoptedStyleSheets = [...sheets.values()]
  return element
}

/** The same for the inside of a component. */
export function policyShadowStyle(root: ShadowRoot): HTMLElement {
  const { element, sheet } = styleElement()
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
  return element
}

function styleElement(): { readonly element: HTMLElement; readonly sheet: CSSStyleSheet } {
  const sheet = new CSSStyleSheet()
  let text = ''
  const rules: PropertyDescriptor = {
    get: () => text,
    set: (next: string) => {
      text = next
      sheet.replaceSync(next.replace(images, 'none'))
    },
  }
  const element = document.createElement('template')
  Object.defineProperties(element, { sheet: { value: sheet }, textContent: rules, innerText: rules })
  return { element, sheet }
}

/** Text, in a wrapper where the browser has trusted types. */
type Markup = string | { toString(): string }

// Monaco writes the spaces of the edited text as &nbsp;, so this never meets a reader's words.
const styled = / style="/g

/** Sets the markup of an element; its style attributes are set by script. */
export function policyMarkup(element: HTMLElement, markup: Markup): void {
  element.innerHTML = String(markup).replace(styled, ' data-styled="')
  applyStyles(element)
}

/** Puts markup behind what the element has. */
export function policyAppend(element: HTMLElement, markup: Markup): void {
  element.insertAdjacentHTML('beforeend', String(markup).replace(styled, ' data-styled="'))
  applyStyles(element)
}

function applyStyles(element: HTMLElement): void {
  for (const one of element.querySelectorAll<HTMLElement>('[data-styled]')) {
    one.style.cssText = one.dataset['styled'] ?? ''
    one.removeAttribute('data-styled')
  }
}
