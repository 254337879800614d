/** A chart of a result, drawn by ECharts; the table beside it tells the same to those who cannot see it. */
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { colours } from '../../chart/colours.ts'
import type { ChartData, Properties } from './chart-data.ts'
import { type ChartKind, chartOption } from './chart-option.ts'
import classes from './chart-view.module.css'
import { palette } from './palette.ts'
import { type Chart, init } from './parts.ts'

interface ChartViewProps {
  readonly kind: ChartKind
  readonly data: ChartData
  readonly properties: Properties
  readonly label: string
}

const narrowPx = 560

export function ChartView({ kind, data, properties, label }: ChartViewProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<Chart>(undefined)
  const isDark = useComputedColorScheme('light') === 'dark'

  useEffect(() => {
    if (place.current === null) return
    const made = init(place.current)
    chart.current = made
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(place.current)
    return () => {
      watch.disconnect()
      made.dispose()
    }
  }, [])

  useEffect(() => {
    const narrow = (place.current?.clientWidth ?? 0) < narrowPx
    chart.current?.setOption(chartOption({ kind, data, properties, of: colours(), palette: palette(isDark), narrow }), { notMerge: true })
  }, [kind, data, properties, isDark])

  return <div ref={place} role="img" aria-label={label} className={classes['chart']} />
}
