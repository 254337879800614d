/** Reads Markdown cases: a `#` heading is a case, its fenced blocks are inputs and outputs, named by their language tag. */

export interface Case {
  readonly name: string
  /** The fenced blocks in order; a tag that occurs twice is there twice. */
  readonly blocks: readonly { readonly tag: string; readonly text: string }[]
}

export function parseCases(markdown: string): Case[] {
  return markdown
    .split(/^# /m)
    .slice(1)
    .map((section) => ({
      name: section.slice(0, section.indexOf('\n')).trim(),
      blocks: [...section.matchAll(/^```(\S+)\n([\s\S]*?)^```$/gm)].map(([, tag = '', text = '']) => ({ tag, text: text.trimEnd() })),
    }))
    .filter(({ blocks }) => blocks.length > 0)
}

/** The text of the one block with this tag; undefined where there is none. */
export const block = (one: Case, tag: string): string | undefined => one.blocks.find((found) => found.tag === tag)?.text
