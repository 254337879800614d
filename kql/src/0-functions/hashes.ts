/** `hash` and its kin, over values of every type. */
import type { Call, Family } from './function.ts'
import { convert, filled, type Scalar, sql, ticks, toText } from './scalar.ts'

/** Texts by their UTF-8; whole numbers and moments by eight bytes, reals by theirs. Others by their text, for their bytes are not published. */
function hashed(value: Scalar): string {
  switch (value.type) {
    case 'int':
    case 'long':
      return `kql_hash_of_long(${convert(value, 'long').sql})`
    case 'datetime':
    case 'timespan':
      return `kql_hash_of_long(${ticks(value).sql})`
    case 'real':
      return `kql_hash_of_real(${value.sql})`
    case 'bool':
    case 'decimal':
    case 'string':
    case 'guid':
    case 'dynamic':
      return `kql_hash_of_text(${filled(toText(value)).sql})`
  }
}

function hash([source, mod]: readonly Scalar[], call: Call): Scalar {
  if (source === undefined) return call.refuse(`${call.name}() takes a value.`)
  return sql('long', mod === undefined ? hashed(source) : `kql_hash_modulo(${hashed(source)}, ${convert(mod, 'long').sql})`)
}

const combined = (hashes: readonly string[], call: Call): Scalar =>
  hashes.length === 0
    ? call.refuse(`${call.name}() takes values.`)
    : sql(
        'long',
        hashes.reduce((so, one) => `kql_hash_of_two(${so}, ${one})`),
      )

export const hashes: Family = {
  hash,
  hash_xxhash64: hash,
  hash_many: (args, call) => combined(args.map(hashed), call),
  hash_combine: (args, call) =>
    combined(
      args.map((one) => convert(one, 'long').sql),
      call,
    ),
}
