/** What came of the last query: rows, mistakes, or why there is no answer. */
import { Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { HuntMistake, HuntReply } from '../../../src/8-server/hunting/wire.ts'
import { Failed } from '../look/failed.tsx'
import classes from './outcome.module.css'
import { Results } from './results/results.tsx'
import { Mistakes } from './run/mistakes.tsx'
import type { Asked, Run } from './run/use-run.ts'

interface OutcomeProps {
  readonly run: Run
  /** All that stands in the editor. */
  readonly fullText: string
  readonly go: (mistake: HuntMistake, start: number) => void
  readonly more: (rowsMax: number) => void
  readonly rowsMost: number
}

export function Outcome(props: OutcomeProps) {
  const { run } = props
  switch (run.state) {
    case 'none':
      return null
    case 'running':
      return (
        <div className={classes['outcome']}>
          <Running asked={run.asked} />
          <div className={classes['old']} inert>
            <Outcome {...props} run={run.before} />
          </div>
        </div>
      )
    case 'failed':
      return <Failed what="The query could not be asked." error={run.error} />
    case 'answered':
      return <Answer {...props} asked={run.asked} reply={run.reply} />
  }
}

function Answer({ asked, reply, fullText, go, more, rowsMost }: OutcomeProps & { readonly asked: Asked; readonly reply: HuntReply }) {
  const linesAbove = fullText.slice(asked.start, asked.start + asked.text.length) === asked.text ? lineOf(fullText, asked.start) : 0
  return (
    <div className={classes['outcome']}>
      {!reply.ok && (reply.why !== 'wrong' || reply.diagnostics.length === 0) && (
        <p role="alert" className={classes['why']}>
          {reply.message}
        </p>
      )}
      {reply.diagnostics.length > 0 && (
        <div role={reply.ok ? 'status' : 'alert'}>
          <Mistakes text={asked.text} mistakes={reply.diagnostics} linesAbove={linesAbove} go={(one) => go(one, asked.start)} />
        </div>
      )}
      {reply.ok && (
        <Results
          key={asked.began}
          tables={reply.results}
          elapsedMs={reply.elapsedMs}
          more={asked.rowsMax < rowsMost ? () => more(rowsMost) : undefined}
        />
      )}
    </div>
  )
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length - 1

const tickMs = 100
/** A quick answer needs no sign that it is coming. */
const quietMs = 300

function Running({ asked }: { readonly asked: Asked }) {
  const [now, setNow] = useState(asked.began)
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), tickMs)
    return () => window.clearInterval(timer)
  }, [])
  const ms = now - asked.began
  return (
    <p role="status" className={classes['running']} data-quiet={ms < quietMs || undefined}>
      <Loader size={18} color="var(--amber-text)" /> Running: {(ms / 1000).toFixed(1)} s
    </p>
  )
}
