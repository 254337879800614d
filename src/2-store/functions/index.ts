/** The shelf: functions that come with the store, in KQL. */
import type { SavedFunction } from '@tocsin/kql'

export const shippedFunctions = (): readonly SavedFunction[] => []
