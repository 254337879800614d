/** One row of the table and, where it is open, all that it holds. */
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { memo } from 'react'
import type { HuntCell, HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { clean } from '../../text/clean.ts'
import { cellText, isNumeric } from '../text/cells.ts'
import classes from './grid.module.css'
import { RowDetail } from './row-detail.tsx'
import { type Cell, rowPx } from './use-grid.ts'

interface GridRowProps {
  readonly id: string
  readonly at: number
  readonly top: number
  readonly row: readonly HuntCell[]
  readonly table: HuntTable
  readonly edges: readonly number[]
  readonly columns: readonly [from: number, to: number]
  readonly gutter: number
  readonly active: Cell
  readonly isOpen: boolean
  readonly viewWidth: number
  readonly choose: (cell: Cell) => void
  readonly toggle: (at: number) => void
  readonly measured: (at: number, height: number) => void
  readonly copy: (cell: Cell) => void
}

/** A cell shows one line; the opened row has all. */
const cellMax = 300

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { id, at, top, row, table, edges, columns, gutter, active, isOpen } = props
  const [from, to] = columns
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  return (
    <>
      <tr
        aria-rowindex={at + 2}
        className={classes['row']}
        data-odd={at % 2 === 1 || undefined}
        style={{ height: rowPx, transform: `translateY(${top}px)` }}
      >
        <td className={classes['gutter']} style={{ width: gutter }}>
          <button
            type="button"
            tabIndex={-1}
            aria-label={isOpen ? 'Close the row' : 'Open the row'}
            aria-expanded={isOpen}
            onClick={() => props.toggle(at)}
          >
            <Chevron size={16} aria-hidden />
          </button>
        </td>
        {table.columns.slice(from, to).map(({ name, type }, place) => {
          const column = from + place
          const cell = row[column]
          const isActive = active.row === at && active.column === column
          return (
            <td
              key={name}
              id={`${id}-${at}-${column}`}
              aria-colindex={column + 1}
              data-active={isActive || undefined}
              data-number={isNumeric(type) || undefined}
              className={classes['cell']}
              style={{ insetInlineStart: gutter + (edges[column] ?? 0), width: (edges[column + 1] ?? 0) - (edges[column] ?? 0) }}
              onMouseDown={() => props.choose({ row: at, column })}
              onDoubleClick={() => props.copy({ row: at, column })}
            >
              {cell === null || cell === undefined ? <i>null</i> : clean(cellText(cell, type).slice(0, cellMax), cellMax)}
            </td>
          )
        })}
      </tr>
      {isOpen && (
        <tr className={classes['opened']} style={{ transform: `translateY(${top + rowPx}px)` }}>
          <td colSpan={table.columns.length}>
            <RowDetail columns={table.columns} row={row} width={props.viewWidth} measured={(height) => props.measured(at, height)} />
          </td>
        </tr>
      )}
    </>
  )
}, same)

/** An active cell elsewhere changes nothing here. */
function same(before: GridRowProps, after: GridRowProps): boolean {
  const keys = Object.keys(after) as (keyof GridRowProps)[]
  return keys.every((key) =>
    key === 'active'
      ? activeIn(before) === activeIn(after)
      : key === 'columns'
        ? before.columns.join() === after.columns.join()
        : Object.is(before[key], after[key]),
  )
}

const activeIn = ({ active, at }: GridRowProps): number => (active.row === at ? active.column : -1)
