/** What an entry on the shelves of functions is. */
import type { KqlType } from '../language.ts'
import type { Scalar } from './scalar.ts'

export interface Call {
  readonly name: string
  /** The type Microsoft's analysis gives the call. */
  readonly type: KqlType | undefined
  /** Ticks of `now()`. */
  readonly now: bigint
  /** ` ORDER BY …` for lists, where the rows have an order. */
  readonly listOrder: string
  /** The rows come from stored tables in no order, so that whichever element comes first is as good as another. */
  readonly isAnyOrder: boolean
  /** Computes an aggregate that more is done with, and gives the SQL it is named by. */
  gather(written: string): string
  /** The arguments as they are written. */
  readonly written: readonly string[]
  /** Ends the compilation with a mistake at an argument, or at the whole call. */
  refuse(why: string, argument?: number): never
}

export type ScalarFunction = (args: readonly Scalar[], call: Call) => Scalar

export type Family = Readonly<Record<string, ScalarFunction>>
