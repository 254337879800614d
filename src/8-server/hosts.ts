/** Which names the server answers to: a stranger's name that resolves to us (DNS rebinding) is not one. */
import { isIP } from 'node:net'
import type { ServerConfig } from './config.ts'

/**
 * Whether a `Host` header names us. Bare addresses are fine, since nobody can point another's name at a page of theirs with one; of names,
 * only `localhost` and those in the configuration.
 */
export function hostCheck(config: ServerConfig): (header: string | undefined) => boolean {
  const named = config.publicUrl === undefined ? [] : [new URL(config.publicUrl).hostname]
  const names = new Set(['localhost', ...named, ...config.hosts].map((name) => name.toLowerCase()))
  if (isIP(config.host) === 0) names.add(config.host.toLowerCase())
  return (header) => {
    const name = hostName(header)
    return name !== undefined && (isIP(name) !== 0 || names.has(name))
  }
}

/** `Tocsin.example.com:8787` → `tocsin.example.com`, `[::1]:80` → `::1`; undefined for what is no host. */
function hostName(header: string | undefined): string | undefined {
  if (header === undefined || header.length > 260) return undefined
  const [, bracketed, plain] = /^(?:\[([\da-f:.]+)\]|([^\s:/?#@[\]]+))(?::\d{1,5})?$/i.exec(header) ?? []
  return (bracketed ?? plain)?.toLowerCase().replace(/\.$/, '')
}

/** Whether an `Origin` header is the page we served ourselves: same host as the request. Absent is fine, other programs send none. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const { protocol, host: from } = new URL(origin)
  // Parsed alike, so that a default port in one of them makes no difference.
  const asked = `${protocol}//${host ?? ''}`
  return URL.canParse(asked) && new URL(asked).host === from
}
