/** Search, state and level of the list. */
import { SegmentedControl, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import type { RefObject } from 'react'
import type { Level } from '../../../src/3-detect/finding.ts'
import type { StateFilter } from '../wire/reads.ts'
import { change, filter } from './filter.ts'
import classes from './filters.module.css'

const states: { readonly value: StateFilter; readonly label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'closed', label: 'Closed' },
  { value: 'all', label: 'All' },
]
const levels: { readonly value: Level; readonly label: string }[] = [
  { value: 'low', label: 'Any' },
  { value: 'medium', label: 'Medium+' },
  { value: 'high', label: 'High' },
]

export function Filters({ search }: { readonly search: RefObject<HTMLInputElement | null> }) {
  const { state, level, search: text } = filter.use()
  return (
    <search className={classes['filters']}>
      <TextInput
        ref={search}
        type="search"
        aria-label="Search in incidents"
        placeholder="Person, address, app …  ( / )"
        leftSection={<IconSearch size={18} aria-hidden />}
        className={classes['search'] ?? ''}
        value={text}
        onChange={(event) => change({ search: event.currentTarget.value })}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <SegmentedControl aria-label="State" data={states} value={state} onChange={(value) => change({ state: value as StateFilter })} />
      <SegmentedControl
        className={classes['level'] ?? ''}
        aria-label="Level"
        data={levels}
        value={level}
        onChange={(value) => change({ level: value as Level })}
      />
    </search>
  )
}
