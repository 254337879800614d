/** KQL in, SQL out: what the package offers. */

export { type HostFunction, type HostType, type HostValue, hostFunction } from './0-functions/host.ts'
export { type Compiler, createCompiler, textMax } from './compile.ts'
export { decodeRows, prepareInstance } from './duckdb.ts'
export type * from './language.ts'
export { type NamedWatchlist, type RemoteCompiler, type RemoteHost, startCompiler, wasClosed } from './remote.ts'
