/** Which rows of a result are shown, in which order, and the cell that keys and copying are at. */
import { useEffect, useMemo, useState } from 'react'
import type { HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { cellText } from '../text/cells.ts'
import { allRows, matching, type Order, ordered } from './order.ts'
import type { Cell } from './use-grid.ts'

/** Typing goes on before the rows are searched. */
const searchMs = 200
const copiedMs = 1500
const start: Cell = { row: 0, column: 0 }

export function useRows(table: HuntTable) {
  const [search, setSearch] = useState('')
  const [matches, setMatches] = useState<Uint32Array>()
  const [isSearching, setSearching] = useState(false)
  const [order, setOrder] = useState<Order>()
  const [active, setActive] = useState<Cell>(start)
  const [copied, setCopied] = useState(false)

  useEffect(() => {
    if (search.trim() === '') {
      setMatches(undefined)
      setSearching(false)
      return
    }
    setSearching(true)
    const stop = new AbortController()
    const find = async (): Promise<void> => {
      const found = await matching(table, search, stop.signal)
      if (found === undefined || stop.signal.aborted) return
      setMatches(found)
      setSearching(false)
    }
    const due = window.setTimeout(() => void find(), searchMs)
    return () => {
      window.clearTimeout(due)
      stop.abort()
    }
  }, [search, table])

  const shown = useMemo(() => ordered(table, matches ?? allRows(table), order), [table, matches, order])
  useEffect(() => {
    if (shown.length >= 0) setActive((before) => ({ ...before, row: 0 }))
  }, [shown])

  const copy = ({ row, column }: Cell): void => {
    const cell = table.rows[shown[row] ?? -1]?.[column]
    const text = cellText(cell, table.columns[column]?.type ?? 'string')
    navigator.clipboard?.writeText(text).then(
      () => {
        setCopied(true)
        window.setTimeout(() => setCopied(false), copiedMs)
      },
      () => setCopied(false),
    )
  }
  return { shown, search, setSearch, isSearching, order, setOrder, active, setActive, copy, copied }
}
