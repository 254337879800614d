/** The texts for the parts of the page: `say` and `write` in the reader's language. */
import { createContext, useContext } from 'react'
import { english } from './languages.ts'
import { type Spoken, sayIn, writingIn } from './say.ts'

export const Speaking = createContext<Spoken>({ say: sayIn(english), write: writingIn(english) })

export const useSay = (): Spoken => useContext(Speaking)
