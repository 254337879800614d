/** The shelf: every log we can read. Add a source here, and its proof beside it. */
import type { Source } from '../source.ts'

export const sources: readonly Source[] = []

/** The source with this name, as `--source` gives it; undefined where there is none. */
export const sourceNamed = (name: string): Source | undefined => sources.find((source) => source.name === name)
