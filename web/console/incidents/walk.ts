/** Walking through the rows of the list with the keyboard. */

const rows = (list: HTMLElement): readonly HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[data-row]')]

const bring = (row: HTMLElement | undefined): void => {
  row?.focus({ preventScroll: true })
  row?.scrollIntoView({ block: 'nearest' })
}

/** The id of the row that has the focus. */
export const rowInFocus = (): string | undefined =>
  document.activeElement instanceof HTMLElement ? document.activeElement.dataset['row'] : undefined

/** Moves the focus `by` rows; from nowhere, to the first or last. */
export function walk(list: HTMLElement | null, by: 1 | -1): void {
  if (list === null) return
  const all = rows(list)
  const at = all.findIndex((row) => row.matches(':focus'))
  const next = at === -1 ? (by === 1 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))
  bring(all[next])
}

/** Takes the focus to a neighbour, before the row that has it goes. */
export function leaveRow(list: HTMLElement | null): void {
  if (list === null) return
  const all = rows(list)
  const at = all.findIndex((row) => row.matches(':focus'))
  bring(all[at + 1] ?? all[at - 1])
}
