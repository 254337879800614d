/** Reference data of a running server: opened with it, looked at every minute, shown with its age and problems. */
import { join } from 'node:path'
import type { Logger } from 'pino'
import { minuteMs } from '../0-event/time.ts'
import { openReference, type Reference, type ReferenceFile } from '../1-ingest/reference.ts'
import type { ServerConfig } from './config.ts'
import type { ReferenceView } from './wire.ts'

export interface ReferenceParts {
  readonly config: Pick<ServerConfig, 'data' | 'geoFiles' | 'referenceFolder'>
  readonly log: Logger
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

const folderOf = ({ data, referenceFolder }: ReferenceParts['config']): string => referenceFolder ?? join(data, 'reference')

export async function openServerReference({ config, log, clock }: ReferenceParts): Promise<Reference> {
  const reference = await openReference({ folder: folderOf(config), geoFiles: config.geoFiles, now: clock() })
  tellProblems(reference.files(), log)
  return reference
}

/** What changed counts for events from then on. Answers how to end it. */
export function startRefreshing(reference: Reference, { log, clock }: Pick<ReferenceParts, 'log' | 'clock'>): () => void {
  let running = false
  const look = async (): Promise<void> => {
    if (running) return
    running = true
    if (await reference.refresh(clock()).finally(() => (running = false))) tellProblems(reference.files(), log)
  }
  const timer = setInterval(() => {
    look().catch((error: unknown) => log.warn({ err: error }, 'the reference data could not be looked at; trying again in a minute'))
  }, minuteMs)
  timer.unref()
  return () => clearInterval(timer)
}

function tellProblems(files: readonly ReferenceFile[], log: Logger): void {
  for (const { name, problem } of files) if (problem !== undefined) log.warn({ file: name }, `reference data: ${problem}`)
}

export const referenceView = (reference: Reference, config: ReferenceParts['config']): ReferenceView => ({
  folder: folderOf(config),
  files: reference.files(),
  lacking: [...reference.networks.lacking, ...reference.leaked.lacking],
  credits: reference.credits(),
})
