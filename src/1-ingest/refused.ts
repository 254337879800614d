/** Says why something was refused, in words a person can act on, and keeps the beginning of it. */
import type { RefusedRecord } from './read.ts'

const textMax = 2000
const whyMax = 500

/**
 * A refusal with its text cut to 2,000 characters. Its reason may quote what strangers wrote: it is kept short, and holds nothing that commands a
 * terminal.
 */
export const refuse = (line: number, why: string, text: string): RefusedRecord => ({
  line,
  why: why
    .slice(0, whyMax)
    .replace(/\p{Cc}/gu, '\uFFFD')
    .toWellFormed(),
  text: text.slice(0, textMax).toWellFormed(),
})

/** The beginning of some bytes as text: enough for a refusal, whatever their number. */
export const beginning = (bytes: Buffer, start = 0, end = bytes.length): string =>
  bytes.toString('utf8', start, Math.min(end, start + textMax * 4))

/** The first words of an error of ours or of the system, without its stack. */
export function whyNotRead(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return sentences[code] ?? (error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read')
}

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file (any more)',
  EACCES: 'you may not read it: check its permissions',
  EPERM: 'you may not read it: check its permissions',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
  ENFILE: 'too many files are open on this machine',
  EIO: 'the disk gave an error while reading it',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENXIO: 'it is a device or socket that nothing answers on',
  ESTALE: 'the network file system lost it',
}
