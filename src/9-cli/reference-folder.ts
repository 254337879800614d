/** Where the settings say reference data lies. */
import { join } from 'node:path'
import type { Settings } from './config.ts'

export const referenceOf = (settings: Settings): { readonly folder: string; readonly geoFiles: readonly string[] } => ({
  folder: settings.referenceFolder ?? join(settings.data, 'reference'),
  geoFiles: settings.geoFiles,
})
