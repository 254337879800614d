/** Blanks out `workspace("…").` and its kin, because everything lies in one place here; places in the text stay as they are. */

const prefix = /\b(?:workspace|cluster|database|app|resource|adx|arg)\s*\(\s*(?:h?@?"[^"\n]*"|h?@?'[^'\n]*')\s*\)\s*\./giy

/** Texts and comments are passed over. */
const passed = /\/\/[^\n]*|```[\s\S]*?(?:```|$)|h?@"(?:[^"]|"")*"?|h?@'(?:[^']|'')*'?|h?"(?:[^"\\\n]|\\.)*"?|h?'(?:[^'\\\n]|\\.)*'?/giy

export function foldAway(text: string): string {
  let folded = ''
  for (let at = 0; at < text.length; ) {
    const skipped = match(passed, text, at)
    if (skipped !== undefined) {
      folded += skipped
      at += skipped.length
      continue
    }
    const isStart = at === 0 || !/[\w$]/.test(text[at - 1] ?? '')
    const found = isStart ? match(prefix, text, at) : undefined
    folded += found === undefined ? text[at] : found.replaceAll(/[^\n]/g, ' ')
    at += found?.length ?? 1
  }
  return folded
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  const found = pattern.exec(text)?.[0]
  return found === undefined || found === '' ? undefined : found
}
