/** All functions that run in JavaScript. */
import type { HostFunction } from '../host.ts'
import { activityFunctions } from './activity.ts'
import { arrayFunctions } from './arrays.ts'
import { clusterFunctions } from './clusters.ts'
import { reduceFunctions } from './reduce.ts'
import { rollingFunctions } from './rolling.ts'
import { sequenceFunctions } from './sequences.ts'
import { seriesDecomposeFunctions } from './series-decompose.ts'
import { seriesElementFunctions } from './series-elementwise.ts'
import { seriesFillFunctions } from './series-fill.ts'
import { seriesFilterFunctions } from './series-filters.ts'
import { seriesFitFunctions } from './series-fits.ts'
import { seriesOutlierFunctions } from './series-outliers.ts'
import { seriesPeriodFunctions } from './series-periods.ts'
import { seriesStatisticsFunctions } from './series-statistics.ts'

export const hostFunctions: readonly HostFunction[] = [
  ...sequenceFunctions,
  ...rollingFunctions,
  ...reduceFunctions,
  ...clusterFunctions,
  ...activityFunctions,
  ...arrayFunctions,
  ...seriesDecomposeFunctions,
  ...seriesElementFunctions,
  ...seriesFillFunctions,
  ...seriesFilterFunctions,
  ...seriesFitFunctions,
  ...seriesOutlierFunctions,
  ...seriesPeriodFunctions,
  ...seriesStatisticsFunctions,
]
