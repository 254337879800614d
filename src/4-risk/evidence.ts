/** What a finding touches as Microsoft Graph's `microsoft.graph.security.alertEvidence`, field for field; `null` where nothing is known. */
import { countryName } from '../0-event/country.ts'
import type { Endpoint } from '../0-event/event.ts'
import type { Finding, Person } from '../3-detect/finding.ts'
import { type AddressEntity, entitiesOf } from './entities.ts'
import { addressesOf, subjectOf } from './story.ts'
import { enteredBy } from './victims.ts'

/** Evidence of one finding; of more persons than fit, those first told of. */
const evidenceMax = 200

type Role = 'attacked' | 'compromised' | 'attacker' | 'contextual' | 'created'

export function evidenceOf(finding: Finding) {
  const about = [finding.person, ...finding.others]
  const { addresses, apps, devices, mailRules } = entitiesOf({ person: finding.person, victims: [] }, [finding])
  const entered = new Set(enteredBy(finding).map(({ id }) => id))
  const attackers = new Set(addressesOf(finding))
  const created = new Date(finding.detectedTime).toISOString()
  const isIn = finding.phase === 'entry' && subjectOf(finding).kind === 'person'
  return [
    ...about.map((person) => user(person, created, isIn || entered.has(person.id) ? 'compromised' : 'attacked')),
    ...addresses.map((address) =>
      ip(address, placeOf(address.ip, finding), created, attackers.has(address.ip) ? 'attacker' : 'contextual'),
    ),
    ...apps.map(({ name }) => app(name, created)),
    ...devices.filter(({ id }) => id !== undefined).map(({ name, id }) => device(name, id ?? null, created)),
    ...mailRules.map(({ name, person }) => mailbox(name, person, created)),
  ].slice(0, evidenceMax)
}

function common(type: string, createdDateTime: string, role: Role, tags: readonly string[] = []) {
  return {
    '@odata.type': `#microsoft.graph.security.${type}`,
    createdDateTime,
    verdict: role === 'attacker' || role === 'created' ? ('suspicious' as const) : ('unknown' as const),
    remediationStatus: 'none' as const,
    remediationStatusDetails: null,
    roles: [role],
    detailedRoles: [],
    tags: [...tags],
  }
}

const account = ({ id, name, displayName, uid }: Person) => ({
  accountName: name.includes('@') ? name.slice(0, name.indexOf('@')) : name,
  domainName: name.includes('@') ? name.slice(name.indexOf('@') + 1) : null,
  userSid: null,
  azureAdUserId: uid ?? id,
  userPrincipalName: name,
  displayName: displayName ?? name,
})

const user = (person: Person, created: string, role: Role) => ({
  ...common('userEvidence', created, role),
  userAccount: account(person),
  stream: null,
})

const ip = ({ ip: ipAddress, country, city }: AddressEntity, place: Endpoint | undefined, created: string, role: Role) => ({
  ...common('ipEvidence', created, role),
  ipAddress,
  countryLetterCode: country ?? null,
  location:
    country === undefined && city === undefined
      ? null
      : {
          countryName: country === undefined ? null : countryName(country),
          state: place?.region ?? null,
          city: city ?? null,
          latitude: place?.latitude ?? null,
          longitude: place?.longitude ?? null,
        },
  stream: null,
})

/** Graph's `appId` is a number of Defender's own; ours has none. */
const app = (displayName: string, created: string) => ({
  ...common('cloudApplicationEvidence', created, 'contextual'),
  appId: null,
  displayName,
  instanceId: null,
  instanceName: null,
  saasAppId: null,
  stream: null,
})

const device = (name: string, id: string | null, created: string) => ({
  ...common('deviceEvidence', created, 'contextual'),
  azureAdDeviceId: id,
  deviceDnsName: null,
  osPlatform: name,
})

const mailbox = (rule: string, name: string, created: string) => ({
  ...common('mailboxEvidence', created, 'created', [rule]),
  primaryAddress: name,
  displayName: name,
  upn: name,
  userAccount: account({ id: name, name }),
})

const placeOf = (address: string, { events, src }: Finding): Endpoint | undefined =>
  [src, ...events.map((event) => event.src)].find((one) => one?.ip === address && one.latitude !== undefined)
