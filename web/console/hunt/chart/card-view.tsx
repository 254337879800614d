/** `render card`: the values of the first row, large. */
import type { HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { clean } from '../../text/clean.ts'
import { numberText } from '../../text/count.ts'
import { cellText } from '../text/cells.ts'
import classes from './card-view.module.css'

/** More belong in the table. */
const cardsMax = 12

export function CardView({ table: { columns, rows } }: { readonly table: HuntTable }) {
  return (
    <dl className={classes['cards']}>
      {columns.slice(0, cardsMax).map(({ name, type }, at) => {
        const cell = rows[0]?.[at]
        return (
          <div key={name}>
            <dt>{clean(name, 80)}</dt>
            <dd>{typeof cell === 'number' ? numberText(cell) : clean(cellText(cell, type), 200) || '—'}</dd>
          </div>
        )
      })}
    </dl>
  )
}
