/** Asking a phone, on SQLite. */
import { pushContract } from './push.contract.ts'

pushContract('SQLite')
