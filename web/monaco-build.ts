/** How the query editor's parts go into the bundle: Microsoft's language scripts as modules, and Monaco without styles that the page's policy forbids. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'

const ofCompiler = dirname(
  createRequire(new URL('../kql/package.json', import.meta.url)).resolve('@kusto/language-service-next/package.json'),
)

/** The editor reads KQL with the very parser of our compiler, so that neither knows a function that the other does not. */
export const languageAlias = [
  { find: '@kusto/language-service/bridge.min', replacement: join(ofCompiler, 'bridge.min.js') },
  { find: '@kusto/language-service-next/Kusto.Language.Bridge.min', replacement: join(ofCompiler, 'Kusto.Language.Bridge.min.js') },
]

/** Scripts that expect to be the page's own, with `this` as the global object; to a bundler they look like CommonJS. */
const languageScript = /@kusto[/\\]language-service(?:-next)?[/\\][\w.]+\.min\.js$/

export const languageScripts = (): Plugin => ({
  name: 'tocsin-language-scripts',
  enforce: 'pre',
  transform: (code, id) => (languageScript.test(id) ? `(function (module) {${code}\n}).call(globalThis)\nexport {}` : undefined),
})

interface Change {
  readonly file: string
  readonly from: string
  readonly to: string
}

const ours = '/console/hunt/editor/policy.ts'

/**
 * Monaco makes `<style>` elements and sets markup with `style` attributes; both are forbidden here. The places where it does are few, and each is
 * led through a function of ours that says the same through the style sheet's own interface, which the policy allows.
 */
const changes: readonly Change[] = [
  { file: 'vs/base/browser/dom.js', from: "document.createElement('style')", to: 'policyStyle()' },
  {
    file: 'vs/base/browser/ui/contextview/contextview.js',
    from: "document.createElement('style')",
    to: 'policyShadowStyle(this.shadowRoot)',
  },
  // Its colours are ours, in `kql-editor.module.css`.
  { file: 'monaco-kusto/release/esm/languageFeatures.js', from: '        injectCss();', to: '' },
  {
    file: 'vs/editor/browser/view/viewLayer.js',
    from: 'this.domNode.innerHTML = newLinesHTML',
    to: 'policyMarkup(this.domNode, newLinesHTML)',
  },
  {
    file: 'vs/editor/browser/view/viewLayer.js',
    from: "lastChild.insertAdjacentHTML('afterend', newLinesHTML)",
    to: 'policyAppend(this.domNode, newLinesHTML)',
  },
  {
    file: 'vs/editor/browser/view/viewLayer.js',
    from: 'hugeDomNode.innerHTML = invalidLinesHTML',
    to: 'policyMarkup(hugeDomNode, invalidLinesHTML)',
  },
]

export const monacoUnderPolicy = (): Plugin => ({
  name: 'tocsin-monaco-policy',
  enforce: 'pre',
  transform: (code, id) => {
    const path = id.replaceAll('\\', '/')
    const own = /\/(?:monaco-editor|monaco-kusto\/release)\/esm\//.test(path) ? changes.filter(({ file }) => path.endsWith(file)) : []
    if (own.length === 0) return undefined
    const missing = own.find(({ from }) => !code.includes(from))
    if (missing !== undefined) throw new Error(`${missing.file} no longer has: ${missing.from}`)
    const changed = own.reduce((text, { from, to }) => text.replaceAll(from, to), code)
    return `import { policyAppend, policyMarkup, policyShadowStyle, policyStyle } from '${ours}'\n${changed}`
  },
})
