/** Which parameter of which function is being written, shown above the cursor; the words come from the language service's own hover. */
import { openCall, signatureOf } from '../text/open-call.ts'
import { getKustoWorker, monaco } from './monaco.ts'

/** A call this long before the cursor is not looked for. */
const textMax = 4000

/** The language service has it, though its published type does not say so. */
interface Hovering {
  doHover(uri: string, position: { readonly line: number; readonly character: number }): Promise<{ readonly contents: unknown } | undefined>
}

const canHover = (worker: object): worker is Hovering => 'doHover' in worker

export function registerSignatures(): monaco.IDisposable {
  return monaco.languages.registerSignatureHelpProvider('kusto', {
    signatureHelpTriggerCharacters: ['(', ','],
    signatureHelpRetriggerCharacters: [')'],
    provideSignatureHelp: async (model, position) => {
      const offset = model.getOffsetAt(position)
      const from = Math.max(0, offset - textMax)
      const call = openCall(model.getValue().slice(from, offset))
      if (call === undefined) return null
      const place = model.getPositionAt(from + call.at)
      const worker = await (await getKustoWorker())(model.uri)
      if (!canHover(worker)) return null
      const hover = await worker.doHover(model.uri.toString(), { line: place.lineNumber - 1, character: place.column })
      const signature = signatureOf(hoverText(hover?.contents))
      if (signature === undefined) return null
      const { label, parameters } = signature
      const active = Math.min(call.parameter, Math.max(0, parameters.length - 1))
      return {
        value: {
          signatures: [{ label, parameters: parameters.map((one) => ({ label: one })) }],
          activeSignature: 0,
          activeParameter: active,
        },
        dispose: () => {},
      }
    },
  })
}

function hoverText(contents: unknown): string {
  if (typeof contents === 'string') return contents
  if (Array.isArray(contents)) return contents.map(hoverText).join('\n')
  return typeof contents === 'object' && contents !== null && 'value' in contents ? String(contents.value) : ''
}
