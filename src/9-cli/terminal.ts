/** What a terminal shows: colours and progress where somebody watches, plain text where nobody does. */
import { basename } from 'node:path'
import { styleText } from 'node:util'
import progress, { type GenericFormatter } from 'cli-progress'
import type { Context } from './command.ts'

export type Colour = 'red' | 'yellow' | 'cyan' | 'green' | 'dim' | 'bold'

/**
 * Text that does nothing to a terminal but show: names and reasons come from logs, and a stranger may have put commands to the terminal into
 * them, or marks that turn the order of letters around.
 */
export const printable = (text: string): string => text.replace(commanding, '\uFFFD')

const commanding = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu

/** Printable, and coloured on a terminal unless NO_COLOR is set. */
export const paint = (
  text: string,
  colour: Colour | undefined,
  { isTerminal, colours }: Pick<Context, 'isTerminal' | 'colours'>,
): string =>
  colour === undefined || !isTerminal.stdout || !colours ? printable(text) : styleText(colour, printable(text), { validateStream: false })

/** `1 file`, `3 files`; with thousands set apart. */
export const plural = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`

export interface Progress {
  /** Told of each batch: how much of this file is read, and how large it is where that is known. */
  bytes(file: string, read: number, total: number | undefined): void
  stop(): void
}

const megabyte = 1_000_000

/** A bar on standard error while it is a terminal; nothing otherwise. */
export function openProgress(context: Pick<Context, 'stderr' | 'isTerminal'>, title: string): Progress {
  if (!context.isTerminal.stderr) return { bytes: () => {}, stop: () => {} }
  const stream: NodeJS.WritableStream = context.stderr
  const bar = new progress.SingleBar({
    stream,
    format: barFormat(title),
    hideCursor: true,
    clearOnComplete: true,
    barsize: 30,
    etaBuffer: 50,
  })
  let shown: string | undefined
  return {
    bytes(file, read, total) {
      const name = printable(basename(file)).slice(0, 40)
      const size = Math.max(1, Math.round((total ?? read) / megabyte))
      if (shown === undefined) bar.start(size, 0, { name })
      shown = file
      bar.setTotal(size)
      bar.update(Math.min(size, Math.round(read / megabyte)), { name })
    },
    stop: () => bar.stop(),
  }
}

const barFormat =
  (title: string): GenericFormatter =>
  (options, params, payload: { name?: string }) =>
    `${title} ${payload.name ?? ''} ${progress.Format.BarFormat(params.progress, options)} ${Math.round(params.progress * 100)} % of ${params.total} MB`
