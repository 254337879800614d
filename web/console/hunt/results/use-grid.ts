/** What the table's view knows: what is in sight, how wide columns are, which rows are open, and what keys do. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useState } from 'react'
import type { HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { cellText } from '../text/cells.ts'
import type { GridProps } from './grid.tsx'
import { columnsIn, edgesOf, type Opened, type Rows, rowAt, topOf } from './window.ts'

export interface Cell {
  /** A place in the order shown. */
  readonly row: number
  readonly column: number
}

export const rowPx = 30
const headPx = 36
const gutterPx = 36
const widthPx = { least: 64, most: 420, letter: 7.6, room: 26, resizedMost: 1600 } as const
/** Rows that are looked at to choose a column's width. */
const sampleRows = 200
/** Rows above and below what is in sight, so that scrolling shows no gaps. */
const overscan = 8

export type Grid = ReturnType<typeof useGrid>

export function useGrid({ table, shown, active, setActive, copy }: GridProps, place: RefObject<HTMLElement | null>) {
  const [widths, setWidths] = useState(() => widthsOf(table))
  const [opened, setOpened] = useState<readonly Opened[]>([])
  const view = useView(place)
  const rows: Rows = { count: shown.length, rowPx, opened }
  const edges = useMemo(() => edgesOf(widths), [widths])
  useEffect(() => setWidths(widthsOf(table)), [table])
  useEffect(() => {
    // Another order has other rows in these places.
    if (shown.length >= 0) setOpened([])
  }, [shown])

  const first = Math.max(0, rowAt(rows, view.top) - overscan)
  const last = Math.min(shown.length, rowAt(rows, view.top + view.height) + 1 + overscan)
  const isOpen = (at: number): boolean => opened.some((one) => one.at === at)
  const toggle = useCallback(
    (at: number): void =>
      setOpened((before) =>
        before.some((one) => one.at === at) ? before.filter((one) => one.at !== at) : inOrder([...before, { at, height: 0 }]),
      ),
    [],
  )
  const measured = useCallback(
    (at: number, height: number): void =>
      setOpened((before) =>
        before.some((one) => one.at === at && one.height !== height) ? before.map((one) => (one.at === at ? { at, height } : one)) : before,
      ),
    [],
  )
  const go = (row: number, column: number): void => {
    const next = { row: within(row, shown.length), column: within(column, table.columns.length) }
    setActive(next)
    reveal(place.current, rows, edges, next)
  }
  const { row, column } = active
  const page = Math.max(1, Math.floor((view.height - headPx) / rowPx) - 1)
  const keys: ReadonlyMap<string, () => void> = new Map([
    ['ArrowDown', () => go(row + 1, column)],
    ['ArrowUp', () => go(row - 1, column)],
    ['ArrowRight', () => go(row, column + 1)],
    ['ArrowLeft', () => go(row, column - 1)],
    ['PageDown', () => go(row + page, column)],
    ['PageUp', () => go(row - page, column)],
    ['Home', () => go(row, 0)],
    ['End', () => go(row, table.columns.length - 1)],
    ['Control+Home', () => go(0, 0)],
    ['Control+End', () => go(shown.length - 1, table.columns.length - 1)],
    ['Control+c', () => copy(active)],
    ['Enter', () => toggle(row)],
    [' ', () => toggle(row)],
  ])
  const resize = (at: number, width: number): void =>
    setWidths((before) => before.map((one, place) => (place === at ? Math.min(widthPx.resizedMost, Math.max(widthPx.least, width)) : one)))
  const columns = columnsIn(edges, Math.max(0, view.left - gutterPx), view.left + view.width)
  return {
    rows,
    edges,
    widths,
    first,
    last,
    columns,
    view,
    gutter: gutterPx,
    isOpen,
    toggle,
    measured,
    keys,
    resize,
    scrolled: view.scrolled,
  }
}

const within = (value: number, count: number): number => Math.min(Math.max(0, count - 1), Math.max(0, value))

const inOrder = (opened: readonly Opened[]): readonly Opened[] => opened.toSorted((one, other) => one.at - other.at)

function widthsOf({ columns, rows }: HuntTable): readonly number[] {
  const sample = rows.slice(0, sampleRows)
  return columns.map(({ name, type }, at) => {
    const longest = sample.reduce((most, row) => Math.max(most, Math.min(80, cellText(row[at], type).length)), 0)
    // The heading is bolder, and has a sign of the order beside it.
    const letters = Math.max(longest, name.length + 3)
    return Math.min(widthPx.most, Math.max(widthPx.least, Math.round(letters * widthPx.letter + widthPx.room)))
  })
}

function useView(place: RefObject<HTMLElement | null>) {
  const [view, setView] = useState({ top: 0, left: 0, width: 1200, height: 600 })
  const look = useCallback((): void => {
    const element = place.current
    if (element === null) return
    const { scrollTop: top, scrollLeft: left, clientWidth: width, clientHeight: height } = element
    setView((before) =>
      before.top === top && before.left === left && before.width === width && before.height === height
        ? before
        : { top, left, width, height },
    )
  }, [place])
  useLayoutEffect(() => {
    look()
    if (place.current === null) return
    const watch = new ResizeObserver(look)
    watch.observe(place.current)
    return () => watch.disconnect()
  }, [look, place])
  return { ...view, scrolled: look }
}

function reveal(element: HTMLElement | null, rows: Rows, edges: readonly number[], { row, column }: Cell): void {
  if (element === null) return
  const top = topOf(rows, row)
  const bottom = top + rowPx + headPx
  if (top < element.scrollTop) element.scrollTop = top
  else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight
  const left = edges[column] ?? 0
  const right = (edges[column + 1] ?? left) + gutterPx
  if (left < element.scrollLeft) element.scrollLeft = left
  else if (right > element.scrollLeft + element.clientWidth) element.scrollLeft = right - element.clientWidth
}
