/** What a person sees of their own account: methods, browsers, sessions. */
import type { MethodKind, MethodRow } from '../../2-store/identity/schema.ts'
import { passData } from '../methods/access-pass.ts'
import { passkeyData } from '../methods/passkey.ts'
import { recoveryData } from '../methods/recovery-code.ts'
import { personById } from '../person.ts'
import type { Suppression } from '../push/push.ts'
import type { AccountNeeds, Actor } from './change.ts'
import { mayChange, type Permission } from './may-change.ts'
import { asksOld } from './password.ts'

export interface MethodShown {
  readonly id: string
  readonly kind: MethodKind
  readonly name: string
  readonly state: MethodRow['state']
  readonly created: number
  readonly used?: number | undefined
  /** Passkeys: stays on its device. */
  readonly deviceBound?: boolean | undefined
  /** Recovery codes that are left. */
  readonly left?: number | undefined
}

export interface BrowserShown {
  readonly id: string
  readonly name: string
  readonly created: number
  readonly used: number
  readonly isThis: boolean
}

export interface SessionShown {
  readonly id: string
  readonly ip?: string | undefined
  readonly userAgent?: string | undefined
  readonly created: number
  readonly seen: number
  readonly isThis: boolean
}

export interface Overview {
  readonly methods: readonly MethodShown[]
  readonly browsers: readonly BrowserShown[]
  readonly sessions: readonly SessionShown[]
  readonly hasPassword: boolean
  readonly passwordChanged?: number | undefined
  /** Whether changing the password asks for the old one. */
  readonly asksOldPassword: boolean
  /** Prompts are held back. */
  readonly suppressions: readonly Suppression[]
  /** Whether methods may be added, and the rest changed, without proving again who it is. */
  readonly add: Permission
  readonly change: Permission
}

export async function overview({ parts, sessions, push }: AccountNeeds, { session }: Actor): Promise<Overview | undefined> {
  const { identity, settings } = parts
  const account = session.account.id
  const person = await personById(identity.records, account)
  if (person === undefined) return undefined
  const now = await identity.now()
  const browsers = await identity.records
    .selectFrom('device')
    .selectAll()
    .where('account_id', '=', account)
    .orderBy('used', 'desc')
    .execute()
  const open = await sessions.list(account)
  return {
    methods: person.methods.filter((method) => method.kind !== 'access-pass' || isOpenPass(method, now)).map(shown),
    browsers: browsers.map(({ id, name, created, used }) => {
      return { id, name, created: Number(created), used: Number(used), isThis: id === session.device }
    }),
    sessions: open.map(({ id, ip, userAgent, created, seen }) => ({ id, ip, userAgent, created, seen, isThis: id === session.id })),
    hasPassword: person.row.password_hash !== null,
    passwordChanged: person.row.password_changed === null ? undefined : Number(person.row.password_changed),
    asksOldPassword: person.row.password_hash !== null && asksOld(session),
    suppressions: await push.suppressions(account),
    add: mayChange(session, settings, now, 'add'),
    change: mayChange(session, settings, now, 'other'),
  }
}

const isOpenPass = (method: MethodRow, now: number): boolean => method.state === 'active' && passData(method).expires > now

const shown = (method: MethodRow): MethodShown => ({
  id: method.id,
  kind: method.kind,
  name: method.name,
  state: method.state,
  created: Number(method.created),
  used: method.used === null ? undefined : Number(method.used),
  deviceBound: method.kind === 'passkey' ? !passkeyData(method.data).eligible : undefined,
  left: method.kind === 'recovery-code' ? recoveryData(method).left.length : undefined,
})
