/** Who is who. */
import type { PersonView } from './wire.ts'

export interface People {
  search(text: string): Promise<readonly PersonView[]>
  correct(alias: string, person: string, by: string): Promise<void>
  undo(alias: string): Promise<boolean>
}
