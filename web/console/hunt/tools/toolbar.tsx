/** What can be done with the query: running it over a span of time, cancelling, keeping, passing it on. */
import { Button, NativeSelect } from '@mantine/core'
import {
  IconBookmark,
  IconHistory,
  IconIndentIncrease,
  IconPlayerPlay,
  IconPlayerStop,
  IconShare,
  IconShieldPlus,
} from '@tabler/icons-react'
import type { RefObject } from 'react'
import { isRange, type Range, ranges } from '../run/ranges.ts'
import type { DialogName } from './dialogs.tsx'
import classes from './toolbar.module.css'

interface ToolbarProps {
  readonly range: Range
  readonly setRange: (range: Range) => void
  readonly isRunning: boolean
  readonly isEmpty: boolean
  readonly runButton: RefObject<HTMLButtonElement | null>
  readonly run: () => void
  readonly cancel: () => void
  readonly open: (name: DialogName) => void
  readonly format: () => void
}

const tools = [
  { name: 'saved', label: 'Saved', Icon: IconBookmark },
  { name: 'history', label: 'History', Icon: IconHistory },
  { name: 'share', label: 'Share', Icon: IconShare },
  { name: 'rule', label: 'Make this a rule', Icon: IconShieldPlus },
] as const

export function Toolbar({ range, setRange, isRunning, isEmpty, runButton, run, cancel, open, format }: ToolbarProps) {
  const needsText = (name: DialogName): boolean => isEmpty && (name === 'share' || name === 'rule')
  return (
    <div className={classes['toolbar']} role="toolbar" aria-label="Query">
      <Button ref={runButton} disabled={isEmpty} leftSection={<IconPlayerPlay size={17} aria-hidden />} title="Shift-Enter" onClick={run}>
        Run
      </Button>
      {isRunning && (
        <Button variant="default" leftSection={<IconPlayerStop size={17} aria-hidden />} onClick={cancel}>
          Cancel
        </Button>
      )}
      <RangePicker range={range} setRange={setRange} />
      <div className={classes['tools']}>
        {tools.map(({ name, label, Icon }) => (
          <Button
            key={name}
            variant="subtle"
            size="compact-md"
            disabled={needsText(name)}
            leftSection={<Icon size={17} aria-hidden />}
            onClick={() => open(name)}
          >
            {label}
          </Button>
        ))}
        <Button
          variant="subtle"
          size="compact-md"
          disabled={isEmpty}
          leftSection={<IconIndentIncrease size={17} aria-hidden />}
          onClick={format}
        >
          Format
        </Button>
      </div>
    </div>
  )
}

function RangePicker({ range, setRange }: Pick<ToolbarProps, 'range' | 'setRange'>) {
  return (
    <>
      <NativeSelect
        aria-label="Time range"
        data={ranges.map(({ value, label }) => ({ value, label }))}
        value={range.name}
        onChange={(event) => {
          const name = event.currentTarget.value
          if (isRange(name)) setRange({ ...range, name })
        }}
      />
      {range.name === 'custom' && (
        <>
          <input
            type="datetime-local"
            className={classes['time']}
            aria-label="From, UTC"
            value={range.from}
            onChange={(event) => setRange({ ...range, from: event.currentTarget.value })}
          />
          <input
            type="datetime-local"
            className={classes['time']}
            aria-label="To, UTC"
            value={range.to}
            onChange={(event) => setRange({ ...range, to: event.currentTarget.value })}
          />
        </>
      )}
    </>
  )
}
