/** The whole app: reads what the phone keeps, listens, and shows the screen that the address names. */
import { useEffect, useState } from 'react'
import { AccountScreen } from './accounts/account-screen.tsx'
import { accounts, ended, readAccounts, waiting } from './accounts/accounts.ts'
import { HistoryScreen } from './accounts/history-screen.tsx'
import type { Account } from './accounts/kept.ts'
import { ListScreen } from './accounts/list-screen.tsx'
import { PhonesScreen } from './accounts/phones-screen.tsx'
import { RemoveScreen } from './accounts/remove-screen.tsx'
import { EnrolScreen } from './enrol/enrol-screen.tsx'
import { FinishScreen } from './enrol/finish-screen.tsx'
import { WordsScreen } from './enrol/words-screen.tsx'
import { Boundary } from './frame/boundary.tsx'
import { currentRoute, go, goInstead, useHash } from './frame/go.ts'
import { type Route, readRoute } from './frame/route.ts'
import { Screen } from './frame/screen.tsx'
import { useLive } from './frame/use-live.ts'
import { type Chosen, useSpeech } from './frame/use-speech.ts'
import { useWorker } from './frame/use-worker.ts'
import { HelpScreen } from './help/help-screen.tsx'
import { askToKeep } from './help/here.ts'
import { noticesCan, renew } from './notices/notices.ts'
import { PromptScreen } from './prompt/prompt-screen.tsx'
import { Speaking } from './text/use-say.ts'
import { phoneStatus } from './wire/phone.ts'

export function App() {
  const chosen = useSpeech()
  return (
    <Speaking value={chosen.spoken}>
      <Boundary>
        <Content chosen={chosen} />
      </Boundary>
    </Speaking>
  )
}

function Content({ chosen }: { readonly chosen: Chosen }) {
  const all = accounts.use()
  const [cannot, setCannot] = useState(false)
  const route = readRoute(useHash())
  useEffect(() => {
    readAccounts().catch(() => setCannot(true))
  }, [])
  useWorker()
  useLive(all)
  useJump()
  useUpkeep(all)
  const { say } = chosen.spoken
  if (!isSecureContext) return <Stopped title={say('app.name')} what={say('app.insecure')} />
  if (cannot) return <Stopped title={say('app.name')} what={say('app.noStore')} />
  if (all === undefined) return null
  return <Shown route={route} all={all} chosen={chosen} />
}

function Shown({ route, all, chosen }: { readonly route: Route; readonly all: readonly Account[]; readonly chosen: Chosen }) {
  switch (route.screen) {
    case 'list':
      return <ListScreen accounts={all} />
    case 'help':
      return <HelpScreen language={chosen.language} speak={chosen.speak} />
    case 'enrol':
      return <Enrol code={route.code} />
    default: {
      const account = all.find(({ id }) => id === route.account)
      return account === undefined ? <ListScreen accounts={all} /> : <OfAccount key={account.id} route={route} account={account} />
    }
  }
}

type AccountRoute = Extract<Route, { readonly account: string }>

function OfAccount({ route, account }: { readonly route: AccountRoute; readonly account: Account }) {
  switch (route.screen) {
    case 'account':
      return <AccountScreen account={account} />
    case 'prompt':
      return <PromptScreen key={route.prompt ?? ''} account={account} id={route.prompt} />
    case 'history':
      return <HistoryScreen account={account} />
    case 'phones':
      return <PhonesScreen account={account} />
    case 'remove':
      return <RemoveScreen account={account} />
    case 'words':
      return <WordsScreen account={account} />
    case 'finish':
      return <FinishScreen account={account} />
  }
}

/** The code leaves the address at once, so that it stays in no history. */
function Enrol({ code }: { readonly code: string | undefined }) {
  const [linked, setLinked] = useState(code)
  useEffect(() => {
    if (code === undefined) return
    setLinked(code)
    goInstead({ screen: 'enrol' })
  }, [code])
  return <EnrolScreen key={linked ?? ''} linked={linked} />
}

function Stopped({ title, what }: { readonly title: string; readonly what: string }) {
  return (
    <Screen title={title} tone="bad">
      <p className="lead">{what}</p>
    </Screen>
  )
}

/** A prompt that comes while somebody is at rest in the app is shown at once; never over something they are doing. */
function useJump(): void {
  const open = waiting.use()
  useEffect(() => {
    const [first] = [...open].filter(([, prompt]) => !ended.get().has(prompt))
    const { screen } = currentRoute()
    if (first !== undefined && (screen === 'list' || screen === 'account')) go({ screen: 'prompt', account: first[0], prompt: first[1] })
  }, [open])
}

let wasKeptUp = false

/** Once a start: what the phone keeps should stay, and the server should know where notices go now. */
function useUpkeep(all: readonly Account[] | undefined): void {
  useEffect(() => {
    const active = all?.filter(({ state }) => state === 'active') ?? []
    if (wasKeptUp || active.length === 0) return
    wasKeptUp = true
    void askToKeep()
    if (noticesCan() !== 'yes' || Notification.permission !== 'granted') return
    for (const account of active) void phoneStatus(account).then((reply) => (reply.ok && reply.value.subscribed ? renew(account) : false))
  }, [all])
}
