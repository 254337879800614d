/** Looks once a second whether the phone has answered, and says how long it still can. */

interface Waiting {
  readonly line: HTMLElement
  /** Where to look. */
  readonly state: string
  /** Where the answer is shown. */
  readonly base: string
}

const everyMs = 1000
/** In a tab that nobody sees, and while the server cannot be reached. */
const slowMs = 4000
/** Looking ends so long after the prompt did. */
const graceMs = 5000
/** Said aloud at these many seconds, not at each. */
const spoken = [60, 30, 10] as const

export function waitForPhone(): void {
  const line = document.querySelector<HTMLElement>('[data-wait]')
  if (line === null) return
  const { wait = '', base = '', seconds = '0' } = line.dataset
  const waiting = { line, state: wait, base }
  const end = performance.now() + Number(seconds) * 1000
  countDown(waiting, end)
  void look(waiting, end)
}

async function look(waiting: Waiting, end: number): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, document.hidden ? slowMs : everyMs))
    const step = await stepNow(waiting.state)
    if (step === 'unreachable') await new Promise((resolve) => setTimeout(resolve, slowMs))
    // Whatever it is, the page at the address shows it.
    else if (step !== line(waiting) || performance.now() > end + graceMs) return location.replace(waiting.base)
  }
}

/** What the page waits in; another one is news. */
const line = ({ line: { dataset } }: Waiting): string => dataset['step'] ?? 'push'

async function stepNow(state: string): Promise<string> {
  try {
    const answer = await fetch(state, { headers: { accept: 'application/json' }, cache: 'no-store' })
    if (answer.status === 429 || answer.status >= 500) return 'unreachable'
    const { step } = (await answer.json()) as { readonly step?: unknown }
    return typeof step === 'string' ? step : 'over'
  } catch {
    return 'unreachable'
  }
}

function countDown({ line: element }: Waiting, end: number): void {
  const shown = element.querySelector<HTMLElement>('[data-left]')
  const said = document.querySelector<HTMLElement>('[data-said]')
  const words = element.dataset['words'] ?? 'Waiting for your phone.'
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000))
    if (shown !== null) shown.textContent = `${words} ${clock(left)} left.`
    if (said !== null && spoken.some((at) => at === left)) said.textContent = `${left} seconds left.`
    if (left === 0) clearInterval(timer)
  }, 1000)
}

const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
