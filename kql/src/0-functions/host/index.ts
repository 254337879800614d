/** All functions that run in JavaScript. */
import type { HostFunction } from '../host.ts'
import { activityFunctions } from './activity.ts'
import { agentFunctions } from './agents.ts'
import { arrayFunctions } from './arrays.ts'
import { bagFunctions } from './bags.ts'
import { clusterFunctions } from './clusters.ts'
import { encodingFunctions } from './encodings.ts'
import { geoFunctions } from './geo.ts'
import { geohashFunctions } from './geohash.ts'
import { h3Functions } from './h3.ts'
import { hashFunctions } from './hash.ts'
import { ipv4Functions } from './ipv4.ts'
import { ipv4FoundFunctions } from './ipv4-found.ts'
import { ipv6Functions } from './ipv6.ts'
import { momentFunctions } from './moments.ts'
import { pathFunctions } from './paths.ts'
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
import { urlFunctions } from './urls.ts'
import { wordFunctions } from './words.ts'
import { xmlFunctions } from './xml.ts'

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
  ...agentFunctions,
  ...bagFunctions,
  ...encodingFunctions,
  ...geoFunctions,
  ...geohashFunctions,
  ...h3Functions,
  ...hashFunctions,
  ...ipv4Functions,
  ...ipv4FoundFunctions,
  ...ipv6Functions,
  ...momentFunctions,
  ...pathFunctions,
  ...urlFunctions,
  ...wordFunctions,
  ...xmlFunctions,
]
