/** How planning stops: a fault with its place, or a question that only data can answer. */
import type { Syntax } from '../1-syntax/microsoft.ts'

/** Codes of our own. `TK001` not translated yet, `TK002` name not found, `TK003` wrong argument, `TK004` may not be read, `TK005` too deep. */
export type FaultCode = 'TK001' | 'TK002' | 'TK003' | 'TK004' | 'TK005'

export interface PlanFault {
  readonly fault: FaultCode
  readonly message: string
  readonly node: Syntax
}

/** The output schema of an operator depends on its rows: run `sql`, then write what `schema` makes of the answer at `at` into the text. */
export interface SchemaQuestion {
  readonly question: string
  readonly node: Syntax
  schema(rows: readonly (readonly unknown[])[]): string
}

class Stop extends Error {
  readonly why: PlanFault | SchemaQuestion
  constructor(why: PlanFault | SchemaQuestion) {
    super('fault' in why ? why.message : 'a schema is asked for')
    this.why = why
  }
}

export function fail(node: Syntax, fault: FaultCode, message: string): never {
  throw new Stop({ fault, message, node })
}

export function askSchema(question: SchemaQuestion): never {
  throw new Stop(question)
}

/**
 * What stops inside a called function is told at the call: its places lie in another text. Only a function of the query's own text (`isOwn`) can
 * be given a schema.
 */
export function insideCall<Result>(call: Syntax, name: string, isOwn: boolean, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    const why = whyStopped(error)
    if (why === undefined || ('question' in why && isOwn)) throw error
    if ('question' in why)
      return fail(call, 'TK001', `In the function ${name}: columns that depend on data need a schema behind the plugin's call.`)
    return fail(call, why.fault, why.message.startsWith('In the function ') ? why.message : `In the function ${name}: ${why.message}`)
  }
}

export const whyStopped = (error: unknown): PlanFault | SchemaQuestion | undefined => (error instanceof Stop ? error.why : undefined)
