/** Cuts a stream of bytes into lines of JSON, wherever the network broke it. */

/** A line longer than this is not ours. */
const lineMax = 10_000

/** Answers the whole lines so far and keeps the rest. Throws where a line never ends. */
export function lineCutter(): (bytes: Uint8Array) => readonly string[] {
  const decoder = new TextDecoder()
  let rest = ''
  return (bytes) => {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > lineMax) throw new Error('The live channel sent a line without an end.')
    return lines.filter((line) => line.trim() !== '')
  }
}
