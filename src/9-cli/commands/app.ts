/** `tocsin app`: the applications that sign people in, registered from the command line, with or without a running server. */

import { acrs } from '../../7-provider/methods/method.ts'
import { type Clients, type ClientView, createClients } from '../../7-provider/oidc/client-records.ts'
import { authMethods, type ClientSettings, clientDefaults, clientTypes } from '../../7-provider/oidc/clients.ts'
import { createItems } from '../../7-provider/oidc/items.ts'
import { mountedAt } from '../../7-provider/oidc/oidc.ts'
import { type Args, type CommandDefinition, type Context, type ExitCode, failure, wrongUsage } from '../command.ts'
import { printable } from '../terminal.ts'
import { withParts } from '../user-directory.ts'

const by = 'the command line'

interface Given {
  readonly id: string
  readonly options: Args['options']
  readonly context: Context
  readonly issuer: string
  readonly revoke: (id: string) => Promise<void>
}

type Action = (clients: Clients, given: Given) => Promise<ExitCode>

const actions: Readonly<Record<string, { readonly needs: string | undefined; readonly act: Action }>> = {
  add: { needs: undefined, act: add },
  list: { needs: undefined, act: list },
  show: { needs: 'ID', act: show },
  rotate: { needs: 'ID', act: rotate },
  remove: { needs: 'ID', act: remove },
}
const names = Object.keys(actions).join(', ')

export const app: CommandDefinition = {
  name: 'app',
  summary: 'Registers, lists and removes the applications that sign people in.',
  examples: [
    {
      line: 'tocsin app add --name Payroll --redirect https://payroll.example.com/callback --first-party',
      does: 'prints what the application needs to know',
    },
    {
      line: 'tocsin app add --name Editor --type native --redirect http://127.0.0.1/callback',
      does: 'one on a device, which has no secret',
    },
    { line: 'tocsin app list', does: 'which there are' },
    { line: 'tocsin app rotate ID', does: 'prints a new secret; the old one ends at once' },
    { line: 'tocsin app remove ID', does: 'lets it sign nobody in any more, and ends its tokens' },
  ],
  describe: (command) => {
    command
      .argument('<action>', names)
      .argument('[id]', 'which application')
      .option('--name <text>', 'how people know it')
      .option('--id <text>', 'an id of your own instead of one by chance')
      .option('--type <type>', clientTypes.join(', '))
      .option('--auth <method>', authMethods.join(', '))
      .option('--redirect <uri...>', 'where browsers come back to, to the letter')
      .option('--post-logout-redirect <uri...>', 'where browsers come back to after signing out')
      .option('--logout <uri>', 'is told when a person signs out (back-channel logout)')
      .option('--acr <word>', `the least that a sign-in must be: ${acrs.join(', ')}`)
      .option('--first-party', 'the organisation’s own: nobody is asked whether it may know their name')
      .option('--groups', 'may ask for the groups of people')
      .option('--pairwise', 'people have another id here than elsewhere')
      .option('--par', 'requests only by way of the PAR endpoint')
      .option('--dpop', 'tokens only with a proof of possession')
      .option('--ciba', 'may ask phones without a sign-in page: trust it like a password')
      .option('--data <folder>', 'the folder that holds everything')
  },
  run: ({ positional, options }, context) => {
    const [name = '', id = ''] = positional
    const action = actions[name]
    if (action === undefined) throw wrongUsage(`There is no "app ${name}"; there are ${names}.`)
    if (action.needs !== undefined && id === '') throw wrongUsage(`Say which application: tocsin app ${name} ${action.needs}.`)
    return withParts(context, (parts) =>
      action.act(createClients(parts), {
        id,
        options,
        context,
        issuer: `${parts.settings.origin}${mountedAt}`,
        revoke: (client) => createItems(parts).revokeClient(client),
      }),
    )
  },
}

async function add(clients: Clients, { options, context: { stdout }, issuer }: Given): Promise<ExitCode> {
  const name = words(options['name'])[0]
  if (name === undefined) throw wrongUsage('Say how people know it: --name.')
  const kept = await clients.add(settingsOf(name, options), by, words(options['id'])[0])
  if ('problems' in kept) throw failure(kept.problems.join(' '))
  stdout.write(`issuer  ${issuer}\nclient  ${kept.view.id}\n`)
  if (kept.secret !== undefined) stdout.write(`secret  ${kept.secret}\n`)
  return 0
}

function settingsOf(name: string, options: Args['options']): ClientSettings {
  const type = oneOf('type', options, clientTypes) ?? clientDefaults.type
  return {
    ...clientDefaults,
    name,
    type,
    auth: oneOf('auth', options, authMethods) ?? (type === 'web' ? clientDefaults.auth : 'none'),
    redirectUris: words(options['redirect']),
    postLogoutRedirectUris: words(options['postLogoutRedirect']),
    backchannelLogoutUri: words(options['logout'])[0],
    acr: oneOf('acr', options, acrs),
    firstParty: options['firstParty'] === true,
    groups: options['groups'] === true,
    pairwise: options['pairwise'] === true,
    pushed: options['par'] === true,
    bound: options['dpop'] === true,
    ciba: options['ciba'] === true,
  }
}

const words = (given: unknown): readonly string[] =>
  Array.isArray(given) ? given.map(String) : typeof given === 'string' && given !== '' ? [given] : []

function oneOf<T extends string>(name: string, options: Args['options'], known: readonly T[]): T | undefined {
  const given = options[name]
  if (given === undefined) return undefined
  const found = known.find((word) => word === given)
  if (found === undefined) throw wrongUsage(`--${name} is one of ${known.join(', ')}.`)
  return found
}

async function list(clients: Clients, { context: { stdout } }: Given): Promise<ExitCode> {
  for (const { id, client } of await clients.list()) stdout.write(`${id}  ${client.type.padEnd(6)}  ${printable(client.name)}\n`)
  return 0
}

async function show(clients: Clients, { id, context: { stdout }, issuer }: Given): Promise<ExitCode> {
  const { client, created, updated, by: who } = await found(clients, id)
  const time = (ms: number): string => new Date(ms).toISOString()
  const all = JSON.stringify({ issuer, id, ...client, created: time(created), updated: time(updated), by: who }, undefined, 2)
  for (const line of all.split('\n')) stdout.write(`${printable(line)}\n`)
  return 0
}

async function rotate(clients: Clients, { id, context: { stdout, stderr } }: Given): Promise<ExitCode> {
  await found(clients, id)
  const rotated = await clients.rotate(id, by)
  if (rotated === undefined) throw failure(`The application ${id} has no secret: it proves who it is by keys, or not at all.`)
  stdout.write(`${rotated.secret}\n`)
  stderr.write('The old secret is no longer taken.\n')
  return 0
}

async function remove(clients: Clients, { id, context: { stderr }, revoke }: Given): Promise<ExitCode> {
  const { client } = await found(clients, id)
  await clients.remove(id)
  await revoke(id)
  stderr.write(`${printable(client.name)} signs nobody in any more.\n`)
  return 0
}

async function found(clients: Clients, id: string): Promise<ClientView> {
  const view = await clients.show(id)
  if (view === undefined) throw failure(`There is no application ${id}. "tocsin app list" shows those there are.`)
  return view
}
