/** What is wrong with what was typed to make an administrator, by field. */
import { lengthMax, lengthMin } from './strength.ts'

export interface Typed {
  readonly name: string
  readonly password: string
  readonly again: string
}

const nameMax = 100

/** Empty where everything is right. */
export function mistakes({ name, password, again }: Typed): Partial<Typed> {
  return {
    ...(name.trim() === '' ? { name: 'Give a name to sign in with.' } : {}),
    ...(name.trim().length > nameMax ? { name: `At most ${nameMax} characters.` } : {}),
    ...(password.length < lengthMin ? { password: `At least ${lengthMin} characters.` } : {}),
    ...(password.length > lengthMax ? { password: `At most ${lengthMax} characters.` } : {}),
    ...(again === password ? {} : { again: 'The two passwords are not the same.' }),
  }
}
