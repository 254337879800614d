/** Which call of a text is still being written. */

interface Call {
  /** Offset of the function's name in the text. */
  readonly at: number
  readonly parameter: number
}

/** The innermost call that is still open at the end of a text. */
export function openCall(text: string): Call | undefined {
  const code = text.replace(/@?"[^"\n]*"|@?'[^'\n]*'|\/\/[^\n]*/g, (piece) => '.'.repeat(piece.length))
  let depth = 0
  let parameter = 0
  for (let at = code.length - 1; at >= 0; at--) {
    const letter = code[at] ?? ''
    if (/[)\]}]/.test(letter)) depth++
    else if (/[([{]/.test(letter)) {
      if (depth > 0) {
        depth--
        continue
      }
      const name = letter === '(' ? /[A-Za-z_]\w*$/.exec(code.slice(0, at)) : null
      return name === null ? undefined : { at: name.index, parameter }
    } else if (letter === ',' && depth === 0) parameter++
    // A pipe or a semicolon ends whatever was open before it.
    else if ((letter === ';' || letter === '|') && depth === 0) return undefined
  }
  return undefined
}

/** `bin(value, roundTo)` and where each parameter stands in it. */
export function signatureOf(hover: string): { readonly label: string; readonly parameters: readonly string[] } | undefined {
  const label = /[A-Za-z_]\w*\s*\(.*\)/.exec(hover.replaceAll('\\', ''))?.[0]
  const inside = label === undefined ? undefined : /\(([\s\S]*)\)$/.exec(label)?.[1]
  if (label === undefined || inside === undefined) return undefined
  const parameters = inside
    .split(/,\s*(?![^([{]*[)\]}])/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
  return { label, parameters }
}
