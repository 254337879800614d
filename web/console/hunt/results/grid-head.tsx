/** The headings of the table: a click orders by a column, the edge makes it wider. */
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { PointerEvent } from 'react'
import { clean } from '../../text/clean.ts'
import classes from './grid.module.css'
import type { GridProps } from './grid.tsx'
import type { Order } from './order.ts'

interface GridHeadProps extends Pick<GridProps, 'table' | 'order' | 'setOrder'> {
  readonly edges: readonly number[]
  readonly columns: readonly [from: number, to: number]
  readonly gutter: number
  readonly width: number
  readonly resize: (at: number, width: number) => void
}

export function GridHead({ table, order, setOrder, edges, columns: [from, to], gutter, width, resize }: GridHeadProps) {
  return (
    <thead className={classes['head']} style={{ width }}>
      <tr aria-rowindex={1}>
        {table.columns.slice(from, to).map(({ name, type }, place) => {
          const at = from + place
          const left = gutter + (edges[at] ?? 0)
          const wide = (edges[at + 1] ?? 0) - (edges[at] ?? 0)
          const isOrder = order?.column === at
          return (
            <th
              key={name}
              scope="col"
              aria-colindex={at + 1}
              aria-sort={isOrder ? (order.down ? 'descending' : 'ascending') : 'none'}
              className={classes['heading']}
              style={{ insetInlineStart: left, width: wide }}
            >
              <button type="button" title={`${clean(name, 100)} (${type})`} onClick={() => setOrder(next(order, at))}>
                <span>{clean(name, 100)}</span>
                {isOrder && (order.down ? <IconArrowDown size={14} aria-hidden /> : <IconArrowUp size={14} aria-hidden />)}
              </button>
              <div
                aria-hidden="true"
                className={classes['edge']}
                onPointerDown={(event) => drag(event, wide, (next) => resize(at, next))}
              />
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

/** Up, then down, then as the rows came. */
function next(order: Order | undefined, column: number): Order | undefined {
  if (order?.column !== column) return { column, down: false }
  return order.down ? undefined : { column, down: true }
}

function drag(event: PointerEvent<HTMLElement>, width: number, resize: (width: number) => void): void {
  event.preventDefault()
  const { currentTarget: edge, pointerId, clientX: start } = event
  edge.setPointerCapture(pointerId)
  const move = ({ clientX }: globalThis.PointerEvent): void => resize(width + clientX - start)
  edge.addEventListener('pointermove', move)
  edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true })
}
