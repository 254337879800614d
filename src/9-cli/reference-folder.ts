/** Where the settings say reference data lies, and what detections are given of it and of the settings. */
import { join } from 'node:path'
import type { Reference } from '../1-ingest/reference.ts'
import type { EngineOptions } from '../3-detect/stream.ts'
import type { Settings } from './config.ts'

export const referenceOf = (settings: Settings): { readonly folder: string; readonly geoFiles: readonly string[] } => ({
  folder: settings.referenceFolder ?? join(settings.data, 'reference'),
  geoFiles: settings.geoFiles,
})

export const engineOptionsOf = (settings: Settings, { locate, networks, leaked }: Reference): EngineOptions => ({
  settings: settings.detections,
  privileged: new Set(settings.privileged.map((name) => name.toLowerCase())),
  homeDomains: settings.homeDomains.map((domain) => domain.toLowerCase()),
  locate,
  networks,
  leaked,
})
