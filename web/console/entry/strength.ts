/** How hard a password is to guess, roughly: enough to warn while typing. The server decides what it takes. */

/** NIST SP 800-63B asks for 15 characters where the password is the only factor. */
export const lengthMin = 15
const lengthGood = 20
export const lengthMax = 256

export interface Strength {
  /** 0 to 4. */
  readonly score: number
  readonly hint: string
}

const obvious = ['password', 'passwort', 'tocsin', 'admin', 'qwerty', 'letmein', 'welcome', '12345', 'abcdef']

export function strength(password: string, name: string): Strength {
  if (password === '')
    return { score: 0, hint: `At least ${lengthMin} characters. Four or five words that do not belong together are good.` }
  if (password.length < lengthMin) return { score: 1, hint: `${lengthMin - password.length} more to go.` }
  const lower = password.toLowerCase()
  if (new Set(lower).size < 6) return { score: 1, hint: 'The same few characters again and again are quickly guessed.' }
  if (name.length > 2 && lower.includes(name.toLowerCase())) return { score: 1, hint: 'It holds your name, which is tried first.' }
  const found = obvious.find((word) => lower.includes(word))
  if (found !== undefined) return { score: 2, hint: `“${found}” is among the first things that are tried.` }
  if (password.length < lengthGood) return { score: 3, hint: `Good. ${lengthGood} characters or more would be better.` }
  return { score: 4, hint: 'Strong.' }
}
