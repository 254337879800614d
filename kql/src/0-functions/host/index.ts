/** All functions that run in JavaScript. */
import type { HostFunction } from '../host.ts'

export const hostFunctions: readonly HostFunction[] = []
