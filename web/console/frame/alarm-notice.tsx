/** The notice that somebody let the attacker in, with the way to the incident. */
import { notifications } from '@mantine/notifications'
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { LogText } from '../text/log-text.tsx'

/** Notices stand outside the router, so the link is a plain one. */
export function AlarmNotice({ incident }: { readonly incident: IncidentView }) {
  return (
    <>
      <LogText max={160}>{incident.title}</LogText>{' '}
      <a href={`#/incidents/${encodeURIComponent(incident.id)}`} onClick={() => notifications.hide(incident.id)}>
        Open the incident
      </a>
    </>
  )
}
