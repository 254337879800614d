/** The shelf of scalar functions, by name in lower case. */
import { addresses } from './addresses.ts'
import { conversions } from './conversions.ts'
import { dynamics } from './dynamics.ts'
import type { ScalarFunction } from './function.ts'
import { hashes } from './hashes.ts'
import { fromHost } from './host-call.ts'
import { numbers } from './numbers.ts'
import { strings } from './strings.ts'
import { times } from './times.ts'

export const functions: ReadonlyMap<string, ScalarFunction> = new Map([
  ...fromHost,
  ...Object.entries({ ...conversions, ...strings, ...addresses, ...hashes, ...dynamics, ...numbers, ...times }),
])

export type { Call, ScalarFunction } from './function.ts'
