/** Which screen is open, in the address's fragment, which never reaches the server. */

export type Route =
  | { readonly screen: 'list' }
  | { readonly screen: 'help' }
  | { readonly screen: 'enrol'; readonly code?: string | undefined }
  | { readonly screen: 'words' | 'finish' | 'account' | 'history' | 'phones' | 'remove'; readonly account: string }
  /** `prompt` undefined: the person asks for whatever waits for them. */
  | { readonly screen: 'prompt'; readonly account: string; readonly prompt?: string | undefined }

const ofAccount = ['words', 'finish', 'account', 'history', 'phones', 'remove'] as const

/** `#enrol=CODE`, `#prompt/ACCOUNT/PROMPT`, `#history/ACCOUNT`; the list for anything else. */
export function readRoute(hash: string): Route {
  const text = hash.replace(/^#/, '')
  const code = /^enrol=([\w-]{1,200})$/.exec(text)?.[1]
  if (code !== undefined) return { screen: 'enrol', code }
  const [screen = '', account, prompt] = text.split('/').map(plain)
  if (screen === 'help') return { screen }
  if (screen === 'enrol') return { screen }
  if (account === undefined || account === '') return { screen: 'list' }
  if (screen === 'prompt') return { screen, account, prompt: prompt === '' ? undefined : prompt }
  const found = ofAccount.find((one) => one === screen)
  return found === undefined ? { screen: 'list' } : { screen: found, account }
}

export function writeRoute(route: Route): string {
  switch (route.screen) {
    case 'list':
      return '#'
    case 'help':
      return '#help'
    case 'enrol':
      return route.code === undefined ? '#enrol' : `#enrol=${route.code}`
    case 'prompt':
      return ['#prompt', route.account, ...(route.prompt === undefined ? [] : [route.prompt])].map(part).join('/')
    default:
      return `#${route.screen}/${encodeURIComponent(route.account)}`
  }
}

const part = (text: string, at: number): string => (at === 0 ? text : encodeURIComponent(text))

/** A broken escape is no reason to show nothing. */
function plain(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
