/** The table of a result. Only what is in sight is drawn, so half a million rows scroll as ten do. */
import { type KeyboardEvent, useId, useRef } from 'react'
import type { HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import classes from './grid.module.css'
import { GridHead } from './grid-head.tsx'
import { GridRow } from './grid-row.tsx'
import type { Order } from './order.ts'
import { type Cell, useGrid } from './use-grid.ts'
import { heightOf, topOf } from './window.ts'

export interface GridProps {
  readonly table: HuntTable
  /** Places of rows in the order shown. */
  readonly shown: Uint32Array
  readonly order: Order | undefined
  readonly setOrder: (order: Order | undefined) => void
  /** The cell that the keys are at. */
  readonly active: Cell
  readonly setActive: (cell: Cell) => void
  readonly copy: (cell: Cell) => void
  readonly label: string
}

/** So many more rows, and all elements are made anew. */
const slotStep = 32

/** One stop for the Tab key, cells by the arrows (https://www.w3.org/WAI/ARIA/apg/patterns/grid/). */
const asGrid = (active: string | undefined) => ({ role: 'grid', tabIndex: 0, 'aria-activedescendant': active }) as const

export function Grid(props: GridProps) {
  const { table, shown, active, label } = props
  const id = useId()
  const place = useRef<HTMLTableElement>(null)
  const grid = useGrid(props, place)
  const { rows, edges, first, last, columns, view } = grid
  const inSight = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at)
  // A row that leaves at the top comes back at the bottom as another: its elements are used again.
  const slots = Math.ceil(inSight.length / slotStep) * slotStep
  const width = (edges.at(-1) ?? 0) + grid.gutter
  return (
    <table
      ref={place}
      {...asGrid(shown.length === 0 ? undefined : `${id}-${active.row}-${active.column}`)}
      aria-label={label}
      aria-rowcount={shown.length + 1}
      aria-colcount={table.columns.length}
      className={classes['grid']}
      onScroll={grid.scrolled}
      onKeyDown={(event) => onKey(event, grid.keys)}
    >
      <GridHead {...props} edges={edges} columns={columns} gutter={grid.gutter} width={width} resize={grid.resize} />
      <tbody className={classes['body']} style={{ height: heightOf(rows), width }}>
        {inSight.map((at) => (
          <GridRow
            key={at % slots}
            id={id}
            at={at}
            top={topOf(rows, at)}
            row={table.rows[shown[at] ?? 0] ?? []}
            table={table}
            edges={edges}
            columns={columns}
            gutter={grid.gutter}
            active={active}
            isOpen={grid.isOpen(at)}
            viewWidth={view.width}
            choose={props.setActive}
            toggle={grid.toggle}
            measured={grid.measured}
            copy={props.copy}
          />
        ))}
      </tbody>
    </table>
  )
}

function onKey(event: KeyboardEvent, keys: ReadonlyMap<string, () => void>): void {
  if (event.target !== event.currentTarget || event.altKey) return
  const name = event.ctrlKey || event.metaKey ? `Control+${event.key}` : event.key
  const action = keys.get(name)
  if (action === undefined) return
  event.preventDefault()
  action()
}
