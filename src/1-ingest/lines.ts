/** Cuts a stream of bytes into lines, whatever the pieces it comes in. */

/** A longer line is refused and passed over without being held. Sixteen million is a thousand times an ordinary record. */
export const lineBytesMax = 16 * 1024 * 1024

export interface LineTaker {
  /** A line without its line feed (a carriage return may be left); valid during the call only. Numbers count from 1. */
  line(bytes: Buffer, start: number, end: number, number: number): void
  tooLong(beginning: Buffer, number: number): void
}

export interface Splitter {
  push(chunk: Buffer): void
  /** Says that nothing follows. */
  end(): void
}

export interface LineSplitter extends Splitter {
  /** How many lines have ended so far. */
  lines(): number
}

export function lineSplitter(take: LineTaker): LineSplitter {
  let number = 0
  let carried: Buffer[] = []
  let carriedBytes = 0
  let passing = false

  const drop = () => {
    carried = []
    carriedBytes = 0
  }
  const carry = (piece: Buffer) => {
    if (passing || piece.length === 0) return
    carried.push(Buffer.from(piece))
    carriedBytes += piece.length
    if (carriedBytes <= lineBytesMax) return
    take.tooLong(Buffer.concat(carried, 8192), number + 1)
    drop()
    passing = true
  }
  const finish = (piece: Buffer) => {
    carry(piece)
    number++
    if (!passing) {
      const whole = carried.length === 1 && carried[0] !== undefined ? carried[0] : Buffer.concat(carried)
      take.line(whole, 0, whole.length, number)
    }
    passing = false
    drop()
  }

  return {
    push(chunk) {
      let start = 0
      if (passing || carriedBytes > 0) {
        const feed = chunk.indexOf(lineFeed)
        if (feed === -1) return carry(chunk)
        finish(chunk.subarray(0, feed))
        start = feed + 1
      }
      for (let feed = chunk.indexOf(lineFeed, start); feed !== -1; feed = chunk.indexOf(lineFeed, start)) {
        number++
        if (feed - start > lineBytesMax) take.tooLong(chunk.subarray(start, start + 8192), number)
        else take.line(chunk, start, feed, number)
        start = feed + 1
      }
      carry(chunk.subarray(start))
    },
    lines: () => number,
    end() {
      if (passing || carriedBytes > 0) finish(Buffer.alloc(0))
    },
  }
}

const lineFeed = 10
