/** What an operator on the shelf is. */
import type { Syntax } from '../../1-syntax/microsoft.ts'
import type { Place } from '../context.ts'
import type { Relation } from '../plan.ts'

export type Operator = (node: Syntax, input: Relation, place: Place) => Relation
