/** A process that writes to a store without end, live and in bulk, and says on standard output what it was promised; to be killed. */
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openQuarantine } from '../../src/1-ingest/quarantine.ts'
import { drainJournal } from '../../src/2-store/drain.ts'
import { openStore } from '../../src/2-store/duckdb.ts'
import { openJournal } from '../../src/2-store/journal.ts'

const [folder = '', round = '', filesDone = '0', fileCount = '0'] = process.argv.slice(2)
const clock = (): number => Date.now()
const store = await openStore(join(folder, 'data'), { clock, threads: 2, memoryLimitMb: 512 })
const journal = await openJournal(join(folder, 'data', 'journal'), { clock, limits: { sealMs: 150, sealBytes: 256 * 1024 } })
const quarantine = await openQuarantine(join(folder, 'data', 'quarantine'))

/** A promise counts when its line is written: after the kill the pipe still holds it. */
const say = (line: string): number => writeSync(1, `${line}\n`)

async function live(table: string, writer: number): Promise<void> {
  for (let batch = 0; ; batch++) {
    const ids = Array.from({ length: 1 + (batch % 7) }, (_, index) => `live-${round}-${table}-${writer}-${batch}-${index}`)
    const rows = ids.map((id, index) => ({
      TimeGenerated: new Date(Date.UTC(2026, 9, 1) + batch * 1000 + index).toISOString(),
      _ItemId: id,
      username_s: `person ${batch % 50}`,
      details_s: 'x'.repeat(batch % 900),
    }))
    const mark = await journal.append(table, rows)
    say(`live ${table} ${ids.join(' ')}`)
    if (batch % 20 === 0) await journal.detected(mark - 10)
  }
}

async function bulk(): Promise<void> {
  for (let file = Number(filesDone); file < Number(fileCount); file++) {
    const { refused } = await store.loadFile(join(folder, 'files', `${file}.ndjson`), { quarantine })
    say(`file ${file} ${refused}`)
  }
}

async function prune(): Promise<void> {
  for (;;) {
    await sleep(400)
    await store.prune(Date.UTC(2020))
    await store.counts()
  }
}

say('ready')
await Promise.all([
  live('Keycloak_CL', 1),
  live('Keycloak_CL', 2),
  live('PingID_CL', 1),
  bulk(),
  prune(),
  drainJournal(journal, store, { onError: (error) => say(`error ${String(error)}`), signal: new AbortController().signal }),
])
