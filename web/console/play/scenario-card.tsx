/** One attack to play: what happens, after which report, and the button. */
import { Button } from '@mantine/core'
import { IconPlayerPlayFilled } from '@tabler/icons-react'
import type { ScenarioView } from '../../../src/8-server/wire.ts'
import classes from './scenarios.module.css'

interface ScenarioCardProps {
  readonly scenario: ScenarioView
  readonly playing: boolean
  readonly starting: boolean
  readonly blocked: boolean
  readonly start: () => void
}

export function ScenarioCard({ scenario, playing, starting, blocked, start }: ScenarioCardProps) {
  return (
    <li className={classes['scenario']}>
      <h3>{scenario.title}</h3>
      <Button
        size="compact-md"
        variant="default"
        leftSection={<IconPlayerPlayFilled size={14} aria-hidden />}
        aria-label={`Play ${scenario.title}`}
        loading={starting}
        disabled={blocked && !starting}
        onClick={start}
      >
        {playing ? 'Playing' : 'Play'}
      </Button>
      <p>{scenario.story}</p>
      <p className={classes['source']}>Source: {scenario.source}</p>
    </li>
  )
}
