/** The applications that people of the simulation sign in to, by the ids that Microsoft publishes for its own. */
import type { AppName } from './simulate-happening.ts'

export interface KnownApp {
  readonly id: string
  readonly name: string
  readonly resource: string
  readonly resourceId: string
}

const graph = { resource: 'Microsoft Graph', resourceId: '00000003-0000-0000-c000-000000000000' } as const
const exchange = { resource: 'Office 365 Exchange Online', resourceId: '00000002-0000-0ff1-ce00-000000000000' } as const
const management = { resource: 'Windows Azure Service Management API', resourceId: '797f4846-ba00-4fd7-ba43-dac1f8f63013' } as const
/** An application of the organisation's own: its name is its resource. */
const own = (nth: number, name: string): KnownApp => {
  const id = `b5a1c6d2-0000-4000-8000-00000000000${nth}`
  return { id, name, resource: name, resourceId: id }
}

/** https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in */
export const entraApps: Readonly<Record<AppName, KnownApp>> = {
  office: {
    id: '4765445b-32c6-49b0-83e6-1d93765276ca',
    name: 'OfficeHome',
    resource: 'OfficeHome',
    resourceId: '4765445b-32c6-49b0-83e6-1d93765276ca',
  },
  'office-app': { id: 'd3590ed6-52b3-4102-aeff-aad2292ab01c', name: 'Microsoft Office', ...graph },
  teams: { id: '1fec8e78-bce4-4aaf-ab1b-5451cc387264', name: 'Microsoft Teams', ...graph },
  mail: { id: '00000002-0000-0ff1-ce00-000000000000', name: 'Office 365 Exchange Online', ...exchange },
  broker: { id: '29d9ed98-a469-4536-ade2-f981bc1d605e', name: 'Microsoft Authentication Broker', ...graph },
  'azure-portal': { id: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c', name: 'Azure Portal', ...management },
  'azure-cli': { id: '04b07795-8ddb-461a-bbee-02f9e1bf7b46', name: 'Microsoft Azure CLI', ...management },
  powershell: {
    id: '1b730954-1685-4b74-9bfd-dac224a7b894',
    name: 'Azure Active Directory PowerShell',
    resource: 'Windows Azure Active Directory',
    resourceId: '00000002-0000-0000-c000-000000000000',
  },
  vpn: own(1, 'Simulated VPN'),
  'okta-dashboard': own(2, 'Okta'),
  crm: own(3, 'Customers'),
  payroll: own(4, 'Payroll'),
}
