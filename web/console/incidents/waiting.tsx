/** Says that new incidents wait to be shown; its place beside the heading is always there. */
import { Button } from '@mantine/core'
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { isLetIn } from '../look/stage.ts'
import { count } from '../text/count.ts'

export function Waiting({ incidents, release }: { readonly incidents: readonly IncidentView[]; readonly release: () => void }) {
  if (incidents.length === 0) return null
  const letIn = incidents.some(isLetIn)
  return (
    <Button size="compact-md" color={letIn ? 'red' : 'yellow'} onClick={release}>
      Show {count(incidents.length, 'new incident')}
      {letIn ? ', let in' : ''} (n)
    </Button>
  )
}
