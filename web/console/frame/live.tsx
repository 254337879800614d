/** Keeps the feed open while somebody is signed in, and says aloud what is new. */
import { VisuallyHidden } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { clean } from '../text/clean.ts'
import { feedState, openFeed } from '../wire/feed.ts'
import { sessionRead } from '../wire/reads.ts'
import { take } from '../wire/take.ts'
import { AlarmNotice } from './alarm-notice.tsx'
import { type Known, type News, news } from './news.ts'

/** The feed first tells what is open already; that is not news. */
const settleMs = 1500

export function Live() {
  const client = useQueryClient()
  const [said, say] = useState<News>()

  useEffect(() => {
    const known = new Map<string, Known>()
    let quietUntil = Number.POSITIVE_INFINITY
    let broken = false
    return openFeed('api/feed', {
      message(message) {
        take(client, message)
        if (message.type !== 'incident') return
        const fresh = news(known, message.incident, Date.now() < quietUntil)
        if (fresh === undefined) return
        say(fresh)
        if (fresh.kind === 'alarm') ring(fresh)
      },
      state(state) {
        feedState.set(state)
        if (state.kind === 'live') {
          if (quietUntil === Number.POSITIVE_INFINITY) quietUntil = Date.now() + settleMs
          // What was missed while the line was down is read again.
          if (broken) void client.invalidateQueries()
        }
        // The feed cannot tell why it broke; the session's read finds out whether that is over.
        if (state.kind === 'broken') void client.invalidateQueries({ queryKey: sessionRead.queryKey })
        broken = state.kind === 'broken'
      },
    })
  }, [client])

  const text = said === undefined ? '' : clean(said.incident.title)
  return (
    <>
      <VisuallyHidden role="status">{said?.kind === 'notice' ? `New incident: ${text}` : ''}</VisuallyHidden>
      <VisuallyHidden role="alert">{said?.kind === 'alarm' ? `The attacker was let in: ${text}` : ''}</VisuallyHidden>
    </>
  )
}

function ring({ incident }: News): void {
  notifications.show({
    id: incident.id,
    color: 'red',
    title: 'Let in',
    message: <AlarmNotice incident={incident} />,
    autoClose: 20_000,
    // The alert region says it already; twice would be noise.
    role: 'presentation',
  })
}
