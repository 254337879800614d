/** An opened row: every column that has something, dynamic values as trees. */
import { useEffect, useRef } from 'react'
import type { HuntCell, HuntColumn } from '../../../../src/8-server/hunting/wire.ts'
import { clean } from '../../text/clean.ts'
import { Copy } from '../../text/copy.tsx'
import { count } from '../../text/count.ts'
import { cellText, valueText } from '../text/cells.ts'
import classes from './row-detail.module.css'
import { Tree } from './tree.tsx'

interface RowDetailProps {
  readonly columns: readonly HuntColumn[]
  readonly row: readonly HuntCell[]
  readonly width: number
  readonly measured: (height: number) => void
}

const textMax = 20_000

export function RowDetail({ columns, row, width, measured }: RowDetailProps) {
  const place = useRef<HTMLDivElement>(null)
  const tell = useRef(measured)
  useEffect(() => {
    tell.current = measured
  })
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const watch = new ResizeObserver(() => tell.current(element.offsetHeight))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  const filled = columns.map((column, at) => ({ column, cell: row[at] ?? null })).filter(({ cell }) => cell !== null && cell !== '')
  const empty = columns.length - filled.length
  return (
    <div ref={place} className={classes['detail']} style={{ width }}>
      <div className={classes['tools']}>
        <Copy text={rowText(columns, row)} what="the row as JSON" />
        {empty > 0 && <span>{count(empty, 'empty column')} left out</span>}
      </div>
      {filled.map(({ column, cell }) => (
        <Field key={column.name} column={column} cell={cell} />
      ))}
    </div>
  )
}

function Field({ column: { name, type }, cell }: { readonly column: HuntColumn; readonly cell: HuntCell }) {
  const inner = typeof cell === 'string' ? parsed(cell) : cell
  if (typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0) return <Tree name={name} value={inner} />
  return (
    <div className={classes['field']}>
      <span>{clean(name, 200)}</span> <bdi>{clean(cellText(cell, type), textMax)}</bdi>
    </div>
  )
}

/** Text that holds JSON, as many columns of logs do, is shown as what it says. */
function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const rowText = (columns: readonly HuntColumn[], row: readonly HuntCell[]): string =>
  `{\n${columns.map(({ name }, at) => `  ${JSON.stringify(name)}: ${typeof row[at] === 'string' ? JSON.stringify(row[at]) : valueText(row[at] ?? null)}`).join(',\n')}\n}`
