/** KQL in, SQL out: what the package offers. */
export type * from './language.ts'
