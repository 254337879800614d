/** Cuts zstd data into its frames, because Node's decoder stops after the first and says nothing about the rest (RFC 8878 §3.1). */

const magicBytes = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
const magic = magicBytes.readUInt32LE()
/** RFC 8878 §3.1.2: sixteen magic numbers of frames to pass over. */
const isSkippable = (number: number): boolean => number >= 0x184d2a50 && number <= 0x184d2a5f

export interface FramePiece {
  readonly bytes: Buffer
  /** Whether the frame ends with this piece. */
  readonly last: boolean
}

/** Parts of a frame. Those in `numbers` are read as one number, little end first; the others are only counted off. */
type Step = 'magic' | 'skippable-size' | 'skippable' | 'descriptor' | 'header' | 'block' | 'body' | 'checksum'
const numbers: ReadonlySet<Step> = new Set<Step>(['magic', 'skippable-size', 'descriptor', 'block'])

interface Walk {
  step: Step
  /** Bytes of the present step still to come. */
  left: number
  value: number
  got: number
  lastBlock: boolean
  checksum: boolean
}

/** The bytes of all data frames. Throws where something else follows, or the last frame is cut off; what came before has been given. */
export async function* zstdFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<FramePiece> {
  const walk: Walk = { step: 'magic', left: 4, value: 0, got: 0, lastBlock: false, checksum: false }
  for await (const chunk of chunks) yield* pieces(walk, chunk)
  if (walk.step !== 'magic' || walk.got > 0) throw new Error('the zstd data ends too early: the file was cut off')
}

function* pieces(walk: Walk, chunk: Buffer): Generator<FramePiece> {
  let from = isOutside(walk.step) ? undefined : 0
  for (let at = 0; at < chunk.length; ) {
    const was = walk.step
    at += advance(walk, chunk, at)
    if (walk.step === was) continue
    if (walk.step === 'descriptor') {
      yield { bytes: magicBytes, last: false }
      from = at
    } else if (walk.step === 'magic' && from !== undefined) {
      yield { bytes: chunk.subarray(from, at), last: true }
      from = undefined
    }
  }
  if (from !== undefined && from < chunk.length) yield { bytes: chunk.subarray(from), last: false }
}

const isOutside = (step: Step): boolean => step === 'magic' || step === 'skippable-size' || step === 'skippable'

/** Takes what the chunk has of the present step; answers how many bytes that were. */
function advance(walk: Walk, chunk: Buffer, at: number): number {
  const used = Math.min(walk.left, chunk.length - at)
  if (numbers.has(walk.step)) for (let i = 0; i < used; i++) walk.value += (chunk[at + i] ?? 0) * 256 ** walk.got++
  walk.left -= used
  while (walk.left === 0) follow(walk)
  return used
}

function follow(walk: Walk): void {
  const { step, value } = walk
  walk.value = 0
  walk.got = 0
  const [following, left] = after(walk, step, value)
  walk.step = following
  walk.left = left
}

function after(walk: Walk, step: Step, value: number): readonly [Step, number] {
  switch (step) {
    case 'magic':
      if (value === magic) return ['descriptor', 1]
      if (isSkippable(value)) return ['skippable-size', 4]
      throw new Error('after the zstd data come bytes that are not zstd')
    case 'skippable-size':
      return ['skippable', value]
    case 'descriptor':
      walk.checksum = (value & 4) !== 0
      return ['header', headerBytes(value)]
    case 'header':
      return ['block', 3]
    case 'block':
      walk.lastBlock = (value & 1) !== 0
      // A run-length block (type 1) holds one byte, however long what it stands for.
      return ['body', ((value >> 1) & 3) === 1 ? 1 : value >> 3]
    case 'body':
      return walk.lastBlock ? ['checksum', walk.checksum ? 4 : 0] : ['block', 3]
    case 'checksum':
    case 'skippable':
      return ['magic', 4]
  }
}

/** Window descriptor, dictionary id and content size, by the flags in the first byte of the header. */
function headerBytes(descriptor: number): number {
  const single = (descriptor & 32) !== 0
  const contentSize = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
  return (single ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0) + contentSize
}
