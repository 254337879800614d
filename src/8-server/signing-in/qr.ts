/** QR codes as drawings in the page: no picture is fetched, and no style is needed. */
import { encode } from 'uqr'
import { html, type Trusted } from './html.ts'

/** `label`: what somebody hears who cannot see it. Dark on light in both schemes, because not every camera reads the other. */
export function qrCode(text: string, label: string): Trusted {
  const { size, data } = encode(text, { ecc: 'M', border: 4 })
  const path = data.flatMap((row, y) => runs(row).map(([x, width]) => `M${x} ${y}h${width}v1h-${width}z`)).join('')
  const box = `0 0 ${size} ${size}`
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="${box}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`
}

/** Where dark begins in a row, and for how long. */
function runs(row: readonly boolean[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = []
  row.forEach((dark, x) => {
    const last = found.at(-1)
    if (!dark) return
    if (last !== undefined && last[0] + last[1] === x) last[1]++
    else found.push([x, 1])
  })
  return found
}
