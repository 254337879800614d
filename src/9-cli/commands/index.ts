/** The shelf: every command, in the order the help lists them. */

import type { CommandDefinition } from '../command.ts'
import { detect } from './detect.ts'
import { evaluate } from './evaluate.ts'
import { serve } from './serve.ts'
import { simulate } from './simulate.ts'
import { token } from './token.ts'

export const commands: readonly CommandDefinition[] = [serve, detect, simulate, evaluate, token]
