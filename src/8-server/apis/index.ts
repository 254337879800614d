/** The shelf: how others ask us. Add an API here. */
import type { Api } from '../api.ts'
import { account } from './account.ts'
import { accounts } from './accounts.ts'
import { authenticatorApi } from './authenticator.ts'
import { clients } from './clients.ts'
import { console } from './console.ts'
import { detections } from './detections.ts'
import { graph } from './graph.ts'
import { graphRisk } from './graph-risk.ts'
import { hunt } from './hunt.ts'
import { incidents } from './incidents.ts'
import { ingest } from './ingest.ts'
import { kusto } from './kusto.ts'
import { oidc } from './oidc.ts'
import { pages } from './pages.ts'
import { persons } from './persons.ts'
import { probes } from './probes.ts'
import { reference } from './reference.ts'
import { risk } from './risk.ts'
import { rules } from './rules.ts'
import { scim } from './scim.ts'
import { signIn } from './signin.ts'

export const apis: readonly Api[] = [
  probes,
  account,
  accounts,
  clients,
  console,
  incidents,
  persons,
  detections,
  ingest,
  graph,
  graphRisk,
  kusto,
  hunt,
  risk,
  rules,
  reference,
  scim,
  authenticatorApi((parts) => parts.provider().authenticator),
  signIn,
  oidc,
  pages,
]
