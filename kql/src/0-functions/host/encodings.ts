/** Texts as Base64, compressed, or as code points. */
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'

/** Bytes that a packed text may have unpacked; more gives the empty string. */
const unpackedMax = 16 * 1024 * 1024

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Undefined where the text is no Base64. */
function bytesOf(base64: string): Buffer | undefined {
  const isWhole = base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64)
  return isWhole ? Buffer.from(base64, 'base64') : undefined
}

function textOf(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return ''
  try {
    return strict.decode(bytes)
  } catch {
    return ''
  }
}

const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
const decode = (base64: string): string => textOf(bytesOf(base64))

const decodeToArray = (base64: string): HostValue => {
  const bytes = bytesOf(base64)
  return bytes === undefined ? null : [...bytes]
}

function encodeArray(values: HostValue): string {
  const isBytes = Array.isArray(values) && values.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)
  return isBytes ? Buffer.from(values as number[]).toString('base64') : ''
}

/** .NET writes the first three groups of a GUID with the low byte first. */
const guidOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

function encodeGuid(guid: string): string {
  const hex = guid.replaceAll('-', '')
  if (!/^[0-9a-f]{32}$/i.test(hex)) return ''
  const bytes = Buffer.from(hex, 'hex')
  return Buffer.from(guidOrder.map((place) => bytes[place] ?? 0)).toString('base64')
}

function decodeToGuid(base64: string): string | null {
  const bytes = bytesOf(base64)
  if (bytes?.length !== 16) return null
  const hex = Buffer.from(guidOrder.map((place) => bytes[place] ?? 0)).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const packed =
  (pack: (bytes: Buffer) => Buffer) =>
  (text: string): string =>
    pack(Buffer.from(text, 'utf8')).toString('base64')

const unpacked =
  (unpack: (bytes: Buffer, options: { maxOutputLength: number }) => Buffer) =>
  (base64: string): string => {
    const bytes = bytesOf(base64)
    if (bytes === undefined) return ''
    try {
      return textOf(unpack(bytes, { maxOutputLength: unpackedMax }))
    } catch {
      return ''
    }
  }

const codePoints = (text: string): HostValue => Array.from(text, (character) => character.codePointAt(0) ?? 0)

/** Numbers, or lists of numbers; what is no code point is left out. */
function fromCodePoints(values: HostValue): string {
  const points = (Array.isArray(values) ? values : []).flat(2)
  return points
    .filter((point): point is number => Number.isInteger(point) && point >= 0 && point <= 0x10ffff)
    .map((point) => String.fromCodePoint(point))
    .join('')
}

export const encodingFunctions: readonly HostFunction[] = [
  hostFunction('kql_base64_encode_tostring', ['string'], 'string', encode),
  hostFunction('kql_base64_encodestring', ['string'], 'string', encode),
  hostFunction('kql_base64_decode_tostring', ['string'], 'string', decode),
  hostFunction('kql_base64_decodestring', ['string'], 'string', decode),
  hostFunction('kql_base64_decode_toarray', ['string'], 'json', decodeToArray),
  hostFunction('kql_base64_encode_fromarray', ['json'], 'string', encodeArray),
  hostFunction('kql_base64_encode_fromguid', ['string'], 'string', encodeGuid),
  hostFunction('kql_base64_decode_toguid', ['string'], 'string', decodeToGuid),
  hostFunction('kql_zlib_compress_to_base64_string', ['string'], 'string', packed(deflateSync)),
  hostFunction('kql_zlib_decompress_from_base64_string', ['string'], 'string', unpacked(inflateSync)),
  hostFunction('kql_gzip_compress_to_base64_string', ['string'], 'string', packed(gzipSync)),
  hostFunction('kql_gzip_decompress_from_base64_string', ['string'], 'string', unpacked(gunzipSync)),
  hostFunction('kql_unicode_codepoints_from_string', ['string'], 'json', codePoints),
  hostFunction('kql_to_utf8', ['string'], 'json', codePoints),
  { ...hostFunction('kql_unicode_codepoints_to_string', ['json'], 'string', fromCodePoints), gathers: true },
  { ...hostFunction('kql_make_string', ['json'], 'string', fromCodePoints), gathers: true },
]
