/** The discrete Fourier transform of any length, in time proportional to n log n. */

export interface Complex {
  readonly real: Float64Array
  readonly imaginary: Float64Array
}

const at = (values: Float64Array, i: number): number => values[i] ?? 0

function reordered(from: Float64Array): Float64Array {
  const bits = Math.log2(from.length)
  return from.map((_, i) => {
    let reversed = 0
    for (let bit = 0; bit < bits; bit++) reversed |= ((i >> bit) & 1) << (bits - 1 - bit)
    return at(from, reversed)
  })
}

/** Cooley and Tukey's method, for lengths that are powers of two. `sign` is -1 forward, 1 back (unscaled). */
function transformedPowerOfTwo({ real, imaginary }: Complex, sign: 1 | -1): Complex {
  const re = reordered(real)
  const im = reordered(imaginary)
  for (let size = 2; size <= re.length; size *= 2) {
    const half = size / 2
    for (let k = 0; k < half; k++) {
      const cos = Math.cos((2 * Math.PI * k) / size)
      const sin = sign * Math.sin((2 * Math.PI * k) / size)
      for (let i = k; i < re.length; i += size) {
        const j = i + half
        const tr = at(re, j) * cos - at(im, j) * sin
        const ti = at(re, j) * sin + at(im, j) * cos
        re[j] = at(re, i) - tr
        im[j] = at(im, i) - ti
        re[i] = at(re, i) + tr
        im[i] = at(im, i) + ti
      }
    }
  }
  return { real: re, imaginary: im }
}

function multiplied(a: Complex, b: Complex): Complex {
  return {
    real: a.real.map((value, i) => value * at(b.real, i) - at(a.imaginary, i) * at(b.imaginary, i)),
    imaginary: a.real.map((value, i) => value * at(b.imaginary, i) + at(a.imaginary, i) * at(b.real, i)),
  }
}

export const powerOfTwoFrom = (length: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, length)))

/** Bluestein's method: the transform as a convolution with a chirp. */
function transformedAnyLength(values: Complex, sign: 1 | -1): Complex {
  const n = values.real.length
  const size = powerOfTwoFrom(2 * n - 1)
  // k² modulo 2n keeps the angle small, where the sine is exact.
  const angles = Float64Array.from({ length: n }, (_, k) => (sign * Math.PI * ((k * k) % (2 * n))) / n)
  const chirp: Complex = { real: angles.map(Math.cos), imaginary: angles.map(Math.sin) }
  const padded = { real: new Float64Array(size), imaginary: new Float64Array(size) }
  const product = multiplied(values, chirp)
  padded.real.set(product.real)
  padded.imaginary.set(product.imaginary)
  const kernel = { real: new Float64Array(size), imaginary: new Float64Array(size) }
  for (let k = 0; k < n; k++) {
    for (const place of [k, (size - k) % size]) {
      kernel.real[place] = at(chirp.real, k)
      kernel.imaginary[place] = -at(chirp.imaginary, k)
    }
  }
  const convolved = transformedPowerOfTwo(multiplied(transformedPowerOfTwo(padded, -1), transformedPowerOfTwo(kernel, -1)), 1)
  return multiplied(
    { real: convolved.real.slice(0, n).map((v) => v / size), imaginary: convolved.imaginary.slice(0, n).map((v) => v / size) },
    chirp,
  )
}

/** Unscaled in both directions: forward and back multiplies by the length. */
export function transformed(values: Complex, direction: 'forward' | 'back'): Complex {
  const n = values.real.length
  if (n <= 1) return values
  const sign = direction === 'forward' ? -1 : 1
  return n === powerOfTwoFrom(n) ? transformedPowerOfTwo(values, sign) : transformedAnyLength(values, sign)
}
