/** Attacks from public reports that can be played in time-lapse. */
import { Button, Skeleton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Card } from '../look/card.tsx'
import { Failed } from '../look/failed.tsx'
import { scenariosRead, statusRead } from '../wire/reads.ts'
import { play } from '../wire/writes.ts'
import { ScenarioCard } from './scenario-card.tsx'
import classes from './scenarios.module.css'

const firstMax = 4
/** Not an attack, only what goes on around the others. */
const background = 'ordinary-life'
const waiting = [0, 1, 2, 3]

export function Scenarios() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const scenarios = useQuery(scenariosRead)
  const attacks = [...(scenarios.data ?? [])].sort((one, other) => Number(one.name === background) - Number(other.name === background))
  const [all, setAll] = useState(false)
  const playing = useQuery(statusRead).data?.playing
  const start = useMutation({
    mutationFn: play,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: statusRead.queryKey })
      await navigate({ to: '/' })
      // The list may take the place of this page at the same address, where the router leaves the scroll as it was.
      window.scrollTo({ top: 0 })
    },
  })
  return (
    <Card title="Play a simulated attack">
      <p className={classes['lead']}>
        In time-lapse, against people who do not exist. What is played is marked as simulated and can be removed with one click.
      </p>
      {start.isError && <Failed what="The attack could not be played." error={start.error} />}
      {scenarios.isError && <Failed what="The attacks could not be read." error={scenarios.error} retry={() => void scenarios.refetch()} />}
      <ul className={classes['list']}>
        {scenarios.isPending && waiting.map((each) => <Skeleton key={each} component="li" h={124} radius={10} />)}
        {attacks.slice(0, all ? undefined : firstMax).map((scenario) => (
          <ScenarioCard
            key={scenario.name}
            scenario={scenario}
            playing={playing?.scenario === scenario.name}
            starting={start.isPending && start.variables === scenario.name}
            blocked={playing !== undefined || start.isPending}
            start={() => start.mutate(scenario.name)}
          />
        ))}
      </ul>
      {!all && attacks.length > firstMax && (
        <div>
          <Button variant="default" onClick={() => setAll(true)}>
            Show all {attacks.length}
          </Button>
        </div>
      )}
    </Card>
  )
}
