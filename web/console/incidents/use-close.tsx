/** Closing and reopening incidents, with a way back for a slip of the finger. */
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { messageOf } from '../wire/problem.ts'
import { keepIncident } from '../wire/take.ts'
import { changeIncident } from '../wire/writes.ts'

export function useClose(): (incident: IncidentView) => void {
  const client = useQueryClient()
  const turn = useMutation({
    mutationFn: ({ id, state }: { readonly id: string; readonly state: IncidentView['state'] }) => changeIncident(id, { state }),
    onSuccess: (incident) => {
      keepIncident(client, incident)
      const back = () => turn.mutate({ id: incident.id, state: opposite(incident.state) })
      notifications.show({
        id: `state ${incident.id}`,
        color: 'gray',
        message: <Done state={incident.state} id={incident.id} back={back} />,
      })
    },
    onError: (error) => notifications.show({ color: 'red', title: 'The incident was not changed', message: messageOf(error) }),
  })
  return ({ id, state }) => turn.mutate({ id, state: opposite(state) })
}

const opposite = (state: IncidentView['state']): IncidentView['state'] => (state === 'open' ? 'closed' : 'open')

function Done({ state, id, back }: { readonly state: IncidentView['state']; readonly id: string; readonly back: () => void }) {
  const undo = () => {
    notifications.hide(`state ${id}`)
    back()
  }
  return (
    <>
      {state === 'closed' ? 'Incident closed. ' : 'Incident open again. '}
      <Button variant="default" size="compact-sm" onClick={undo}>
        Undo
      </Button>
    </>
  )
}
