/** The shelf: functions that come with the store, in KQL. Add a file here. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SavedFunction } from '@tocsin/kql'
import { readFunction } from '../function-text.ts'
import { asimFunctions } from './asim.ts'

const files = [
  'ASIM_AADSTSErrorCodes',
  'ASimAuthentication',
  'ASimAuthenticationAADManagedIdentitySignInLogs',
  'ASimAuthenticationAADNonInteractiveUserSignInLogs',
  'ASimAuthenticationAADServicePrincipalSignInLogs',
  'ASimAuthenticationCiscoDuo',
  'ASimAuthenticationOktaV2',
  'ASimAuthenticationSigninLogs',
  'CiscoDuo',
  'OktaSSO',
  'vimAuthenticationEmpty',
] as const

let read: readonly SavedFunction[] | undefined

/** Read from the disk once. */
export function shippedFunctions(): readonly SavedFunction[] {
  read ??= [...files.map(fromFile), ...asimFunctions]
  return read
}

function fromFile(name: string): SavedFunction {
  const found = readFunction(readFileSync(join(import.meta.dirname, `${name}.kql`), 'utf8'), name)
  if ('refused' in found) throw new Error(`${name}.kql is no function: ${found.refused}`)
  return found
}
