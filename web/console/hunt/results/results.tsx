/** The answer of a query: each result as table or chart, to search, to order, to keep. */
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { IconCopy, IconDownload } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { clean } from '../../text/clean.ts'
import { count, numberText } from '../../text/count.ts'
import { Drawing } from './drawing.tsx'
import { csvPieces, jsonPieces, keepFile } from './export.ts'
import { Grid } from './grid.tsx'
import classes from './results.module.css'
import { shownAs } from './shown.ts'
import { useRows } from './use-rows.ts'

interface ResultsProps {
  readonly tables: readonly HuntTable[]
  readonly elapsedMs: number
  /** Asks again with as many rows as there can be; undefined where it was asked so. */
  readonly more: (() => void) | undefined
}

export function Results({ tables, elapsedMs, more }: ResultsProps) {
  const [chosen, setChosen] = useState('0')
  const table = tables[Number(chosen)] ?? tables[0]
  if (table === undefined) return <p className={classes['note']}>The query has no result.</p>
  return (
    <div className={classes['results']}>
      {tables.length > 1 && (
        <SegmentedControl
          size="xs"
          aria-label="Result"
          data={tables.map((_, at) => ({ value: String(at), label: `Result ${at + 1}` }))}
          value={chosen}
          onChange={setChosen}
        />
      )}
      <Result key={chosen} table={table} elapsedMs={elapsedMs} more={more} />
    </div>
  )
}

function Result({
  table,
  elapsedMs,
  more,
}: {
  readonly table: HuntTable
  readonly elapsedMs: number
  readonly more: (() => void) | undefined
}) {
  const shown = useMemo(() => shownAs(table), [table])
  const [view, setView] = useState<'chart' | 'table'>(shown.as === 'table' ? 'table' : 'chart')
  const asChart = shown.as !== 'table' && view === 'chart'
  return (
    <>
      <div className={classes['head']}>
        {shown.as !== 'table' && (
          <SegmentedControl
            size="xs"
            aria-label="View"
            data={[
              { value: 'chart', label: shown.as === 'map' ? 'Map' : shown.as === 'card' ? 'Cards' : 'Chart' },
              { value: 'table', label: 'Table' },
            ]}
            value={view}
            onChange={(value) => setView(value === 'chart' ? 'chart' : 'table')}
          />
        )}
        <p role="status">
          <strong>{count(table.rows.length, 'row')}</strong>, {count(table.columns.length, 'column')}, {(elapsedMs / 1000).toFixed(2)} s
        </p>
      </div>
      {table.isCut && (
        <p className={classes['note']}>
          There are more than these {numberText(table.rows.length)} rows.{' '}
          {more === undefined ? (
            'Narrow the query, or summarize.'
          ) : (
            <Button size="compact-sm" variant="default" onClick={more}>
              Show more
            </Button>
          )}
        </p>
      )}
      {shown.as === 'table' && shown.why !== undefined && <p className={classes['note']}>{shown.why}</p>}
      {asChart ? <Drawing table={table} shown={shown} /> : <TableView table={table} />}
    </>
  )
}

function TableView({ table }: { readonly table: HuntTable }) {
  const rows = useRows(table)
  const { shown, search, setSearch, active } = rows
  const [writing, setWriting] = useState<'csv' | 'json'>()
  const keep = (kind: 'csv' | 'json') => {
    const pieces = kind === 'csv' ? csvPieces(table, shown) : jsonPieces(table, shown)
    setWriting(kind)
    void keepFile(`hunt.${kind}`, kind === 'csv' ? 'text/csv' : 'application/json', pieces).finally(() => setWriting(undefined))
  }
  return (
    <>
      <div className={classes['tools']}>
        <TextInput
          size="xs"
          aria-label="Search in the rows"
          placeholder="Search in the rows"
          value={search}
          className={classes['search'] ?? ''}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <span className={classes['found']} aria-live="polite">
          {rows.isSearching ? 'Searching…' : search.trim() === '' ? '' : `${numberText(shown.length)} found`}
        </span>
        <Button size="compact-sm" variant="default" leftSection={<IconCopy size={15} aria-hidden />} onClick={() => rows.copy(active)}>
          {rows.copied ? 'Copied' : 'Copy cell'}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
          loading={writing === 'csv'}
          onClick={() => keep('csv')}
        >
          CSV
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
          loading={writing === 'json'}
          onClick={() => keep('json')}
        >
          JSON
        </Button>
      </div>
      {table.rows.length === 0 && <p className={classes['note']}>The query found nothing.</p>}
      {table.columns.length > 0 && (
        <Grid
          table={table}
          shown={shown}
          order={rows.order}
          setOrder={rows.setOrder}
          active={active}
          setActive={rows.setActive}
          copy={rows.copy}
          label={`Rows of the result: ${clean(table.columns.map(({ name }) => name).join(', '), 120)}`}
        />
      )}
    </>
  )
}
