/** What each message of the feed changes in what the page keeps. */
import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Level } from '../../../src/3-detect/finding.ts'
import type { FeedMessage, IncidentDetail, IncidentPage, IncidentView } from '../../../src/8-server/wire.ts'
import { mergeIncident, mergeTimeline, withoutIncidents } from './merge.ts'
import { incidentRead, type StateFilter, statusRead } from './reads.ts'

type Pages = InfiniteData<IncidentPage, number | undefined>

export function take(client: QueryClient, message: FeedMessage): void {
  switch (message.type) {
    case 'status':
      client.setQueryData(statusRead.queryKey, message.status)
      return
    case 'incident':
      keepIncident(client, message.incident)
      return
    case 'removed':
      changePages(client, (pages) => withoutIncidents(pages, message.incidents))
      for (const id of message.incidents) client.removeQueries({ queryKey: ['incident', id] })
      return
    case 'finding':
      refreshIncidents(client, (detail) => detail.person.id === message.finding.person.id || detail.findings.includes(message.finding.id))
      return
    case 'prompt':
      changeDetails(client, (detail) => (detail.person.id === message.person ? mergeTimeline(detail, message.item) : detail))
      return
  }
}

/** Also for what a click changed: the page shows it before the feed tells of it. */
export function keepIncident(client: QueryClient, incident: IncidentView): void {
  changePages(client, (pages, state, level) => mergeIncident(pages, incident, state, level))
  const key = incidentRead(incident.id).queryKey
  const before = client.getQueryData(key)
  if (before === undefined) return
  // A message tells the first victims only.
  client.setQueryData(key, { ...before, ...incident, victims: before.victims })
  refreshIncidents(client, (detail) => detail.id === incident.id)
}

function changePages(
  client: QueryClient,
  change: (pages: readonly IncidentPage[], state: StateFilter, level: Level) => readonly IncidentPage[],
): void {
  for (const [key, data] of client.getQueriesData<Pages>({ queryKey: ['incidents'] })) {
    if (data === undefined) continue
    const pages = change(data.pages, key[1] as StateFilter, key[2] as Level)
    client.setQueryData<Pages>(key, { ...data, pages: [...pages] })
  }
}

function changeDetails(client: QueryClient, change: (detail: IncidentDetail) => IncidentDetail): void {
  client.setQueriesData<IncidentDetail>({ queryKey: ['incident'] }, (detail) => (detail === undefined ? detail : change(detail)))
}

const refreshMs = 800
let due: number | undefined

/** Reads the evidence of matching incidents again, at most about once a second however fast the feed is. */
function refreshIncidents(client: QueryClient, matches: (detail: IncidentDetail) => boolean): void {
  const shown = client.getQueriesData<IncidentDetail>({ queryKey: ['incident'], type: 'active' })
  if (due !== undefined || !shown.some(([, detail]) => detail !== undefined && matches(detail))) return
  due = window.setTimeout(() => {
    due = undefined
    void client.invalidateQueries({ queryKey: ['incident'], refetchType: 'active' })
  }, refreshMs)
}
