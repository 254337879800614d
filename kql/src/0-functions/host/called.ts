/** Calls a function of a list by its KQL name as the database does, for tests. */
import type { HostFunction, HostValue } from '../host.ts'

export function called(functions: readonly HostFunction[]): (name: string, ...given: readonly unknown[]) => HostValue {
  return (name, ...given) => {
    const found = functions.find((one) => one.name === `kql_${name}`)
    if (found === undefined) throw new Error(`no function ${name}`)
    if (given.length > found.takes.length) throw new Error(`${name} takes ${found.takes.length} arguments`)
    const values = found.takes.map((_, i) => given[i] ?? null)
    if (found.seesNulls !== true && values.some((value) => value === null)) return null
    const answer = found.run(...(values as never[]))
    return typeof answer === 'object' && answer !== null ? (JSON.parse(JSON.stringify(answer)) as HostValue) : answer
  }
}
