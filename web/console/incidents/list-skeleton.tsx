/** Rows to be, of the height that the rows will have. */
import { Skeleton } from '@mantine/core'
import classes from './incident-list.module.css'
import { placeStyle } from './incident-list.tsx'

const rows = [0, 1, 2, 3, 4]

export function ListSkeleton() {
  return (
    <div
      className={classes['list']}
      style={placeStyle({ rows: rows.length, headings: 0 })}
      aria-busy="true"
      role="status"
      aria-label="Reading the incidents"
    >
      {rows.map((row) => (
        <div key={row} className={classes['item']} style={placeStyle({ rows: row, headings: 0 })}>
          <Skeleton h="calc(100% - 8px)" radius={10} />
        </div>
      ))}
    </div>
  )
}
