/** The shelf: every table the store keeps. Add a table here, and what it promises to queries beside it. */
import { ciscoDuo } from './duo.ts'
import {
  auditLogs,
  managedIdentitySignInLogs,
  nonInteractiveSignInLogs,
  riskyUsers,
  servicePrincipalSignInLogs,
  signInLogs,
  userRiskEvents,
} from './entra.ts'
import { officeActivity } from './microsoft-365.ts'
import { oktaV2 } from './okta.ts'
import { auth0, googleWorkspaceLogin, keycloak, oneLoginEvents, pingId } from './others.ts'
import type { Table } from './table.ts'

export const tables: readonly Table[] = [
  signInLogs,
  nonInteractiveSignInLogs,
  servicePrincipalSignInLogs,
  managedIdentitySignInLogs,
  auditLogs,
  userRiskEvents,
  riskyUsers,
  officeActivity,
  oktaV2,
  ciscoDuo,
  googleWorkspaceLogin,
  auth0,
  oneLoginEvents,
  keycloak,
  pingId,
]

const byName = new Map(tables.map((table) => [table.name, table]))

/** The table with this name; undefined where there is none. */
export const tableNamed = (name: string): Table | undefined => byName.get(name)
