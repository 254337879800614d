/** The prompts over time, drawn by ECharts; the list of events is its text for those who cannot see it. */
import { SegmentedControl } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { TimelineItem } from '../../../src/8-server/wire.ts'
import { goTo } from '../look/scroll.ts'
import { colours } from './colours.ts'
import { type Chart, init } from './parts.ts'
import classes from './strip-chart.module.css'
import { attackWindow, stripOption, type Window } from './strip-option.ts'

interface StripChartProps {
  readonly timeline: readonly TimelineItem[]
  readonly from: number
  readonly to: number
  readonly label: string
}

type Zoom = 'attack' | 'all'
const zooms: { readonly value: Zoom; readonly label: string }[] = [
  { value: 'attack', label: 'The attack' },
  { value: 'all', label: 'All that is known' },
]
const narrowPx = 560

export function StripChart({ timeline, from, to, label }: StripChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<Chart>(undefined)
  const moved = useRef(false)
  const [zoom, setZoom] = useState<Zoom>('attack')

  useEffect(() => {
    if (place.current === null) return
    const made = init(place.current)
    chart.current = made
    made.on('click', ({ name }) => goTo(`event-${name}`))
    made.on('datazoom', () => {
      moved.current = true
    })
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(place.current)
    return () => {
      watch.disconnect()
      made.dispose()
    }
  }, [])

  useEffect(() => {
    const narrow = (place.current?.clientWidth ?? 0) < narrowPx
    const window = zoom === 'attack' ? attackWindow({ from, to }) : whole(timeline, { from, to })
    const { dataZoom, ...rest } = stripOption(timeline, window, colours(), narrow)
    // Somebody who zoomed by hand keeps what they look at while events come in.
    chart.current?.setOption(moved.current ? rest : { ...rest, dataZoom })
  }, [timeline, from, to, zoom])

  const choose = (value: string) => {
    moved.current = false
    setZoom(value as Zoom)
  }

  return (
    <figure className={classes['figure']}>
      <div ref={place} role="img" aria-label={label} className={classes['chart']} />
      <div className={classes['zoom']}>
        <SegmentedControl size="xs" aria-label="Span" data={zooms} value={zoom} onChange={choose} />
      </div>
    </figure>
  )
}

function whole(timeline: readonly TimelineItem[], { from, to }: Window): Window {
  const times = timeline.map(({ event }) => event.time)
  return attackWindow({ from: Math.min(from, ...times), to: Math.max(to, ...times) })
}
