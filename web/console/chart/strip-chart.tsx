/** The prompts over time, drawn by ECharts; the list of events is its text for those who cannot see it. */
import { useEffect, useRef } from 'react'
import type { TimelineItem } from '../../../src/8-server/wire.ts'
import { goTo } from '../look/scroll.ts'
import { colours } from './colours.ts'
import { type Chart, init } from './parts.ts'
import classes from './strip-chart.module.css'
import { attackWindow, stripOption, wholeWindow } from './strip-option.ts'

interface StripChartProps {
  readonly timeline: readonly TimelineItem[]
  readonly from: number
  readonly to: number
  readonly label: string
  readonly letIn: boolean
  readonly zoom: 'attack' | 'all'
}

const narrowPx = 560

export function StripChart({ timeline, from, to, label, letIn, zoom }: StripChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<Chart>(undefined)
  const moved = useRef(false)

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
    const whole = wholeWindow(timeline, { from, to })
    const window = zoom === 'attack' ? attackWindow({ from, to }) : whole
    const { dataZoom, ...rest } = stripOption(timeline, { window, whole, narrow, letIn }, colours())
    // Somebody who zoomed by hand keeps what they look at while events come in.
    chart.current?.setOption(moved.current ? rest : { ...rest, dataZoom })
  }, [timeline, from, to, letIn, zoom])

  return <div ref={place} role="img" aria-label={label} className={classes['chart']} />
}
