/** What a user agent says about browser, system and device, with the names that Kusto (and the uap-core list behind it) uses. */
import Bowser from 'bowser'
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'

interface Agent {
  readonly Browser: HostValue
  readonly OperatingSystem: HostValue
  readonly Device: HostValue
}

/** User agents that were read already; at the bound all are forgotten. */
const agentsMax = 2048
const agents = new Map<string, Agent>()

/** Longer ones are cut: what matters comes first. */
const agentLengthMax = 2048

function parseUserAgent(text: string, wanted: HostValue): HostValue {
  const agent = readAgent(text.slice(0, agentLengthMax))
  const parts = (Array.isArray(wanted) ? wanted : [wanted]).map((part) => (typeof part === 'string' ? part.toLowerCase() : ''))
  const found = {
    ...(parts.includes('browser') ? { Browser: agent.Browser } : {}),
    ...(parts.includes('os') ? { OperatingSystem: agent.OperatingSystem } : {}),
    ...(parts.includes('device') ? { Device: agent.Device } : {}),
  }
  return Object.keys(found).length === 0 ? null : found
}

function readAgent(text: string): Agent {
  const known = agents.get(text)
  if (known !== undefined) return known
  if (agents.size >= agentsMax) agents.clear()
  const agent = make(text)
  agents.set(text, agent)
  return agent
}

function make(text: string): Agent {
  const { browser, os, platform } = Bowser.parse(text === '' ? ' ' : text)
  const isMobile = platform.type === 'mobile' || platform.type === 'tablet'
  const tool = toolIn(text)
  const family = tool?.[0] ?? browserFamily(browser.name ?? '', isMobile, os.name ?? '')
  return {
    Browser: { Family: family, ...versions(tool?.[1] ?? browser.version ?? '') },
    OperatingSystem: system(os.name ?? '', os.version ?? '', os.versionName ?? ''),
    Device: device(text, platform.vendor ?? '', platform.model ?? '', os.name ?? ''),
  }
}

const tools: readonly (readonly [RegExp, string])[] = [
  [/python-requests\/([\d.]+)/i, 'Python Requests'],
  [/python-urllib\d?\/([\d.]+)/i, 'Python-urllib'],
  [/\b(?:Adobe)AIR\/([\d.]+)/, 'AdobeAIR'],
  [/^curl\/([\d.]+)/i, 'curl'],
  [/^wget\/([\d.]+)/i, 'Wget'],
  [/^okhttp\/([\d.]+)/i, 'okhttp'],
  [/^axios\/([\d.]+)/i, 'axios'],
  [/^go-http-client\/([\d.]+)/i, 'Go-http-client'],
  [/^apache-httpclient\/([\d.]+)/i, 'Apache-HttpClient'],
  [/\bElectron\/([\d.]+)/, 'Electron'],
]

/** Programs that are no browsers, and that a list of browsers takes for one or does not know. */
function toolIn(text: string): readonly [string, string] | undefined {
  for (const [pattern, name] of tools) {
    const version = pattern.exec(text)?.[1]
    if (version !== undefined) return [name, version]
  }
  return undefined
}

function browserFamily(name: string, isMobile: boolean, os: string): string {
  const onPhone = os === 'iOS' ? ' Mobile iOS' : ' Mobile'
  switch (name) {
    case '':
      return 'Other'
    case 'Microsoft Edge':
      return isMobile ? 'Edge Mobile' : 'Edge'
    case 'Internet Explorer':
      return isMobile ? 'IE Mobile' : 'IE'
    case 'Chrome':
      return isMobile ? `Chrome${onPhone}` : 'Chrome'
    case 'Safari':
      return isMobile ? 'Mobile Safari' : 'Safari'
    case 'Firefox':
      return isMobile ? (os === 'iOS' ? 'Firefox iOS' : 'Firefox Mobile') : 'Firefox'
    case 'Samsung Internet for Android':
      return 'Samsung Internet'
    case 'Android Browser':
      return 'Android'
    default:
      return name
  }
}

function versions(version: string): { MajorVersion: string; MinorVersion: string; Patch: string } {
  const [major = '', minor = '', patch = ''] = version.split('.')
  return { MajorVersion: major, MinorVersion: minor, Patch: patch }
}

const systemFamilies: Readonly<Record<string, string>> = { macOS: 'Mac OS X', 'Chrome OS': 'Chrome OS', '': 'Other' }

function system(name: string, version: string, versionName: string): HostValue {
  const number = name === 'Windows' ? versionName : /^\d/.test(version) ? version : ''
  return { Family: systemFamilies[name] ?? name, ...versions(number), PatchMinor: number.split('.')[3] ?? '' }
}

function device(text: string, vendor: string, model: string, os: string): HostValue {
  if (os === 'macOS') return { Family: 'Mac', Brand: 'Apple', Model: 'Mac' }
  if (vendor === 'Apple' && model !== '') return { Family: model, Brand: 'Apple', Model: model }
  const named = /Android [\d.]+;(?: [a-z]{2}-[a-z]{2};)? ([^;)]+?)(?: Build\/[^;)]*)?[;)]/i.exec(text)?.[1]
  if (named === 'K') return { Family: 'K', Brand: 'Generic_Android', Model: 'K' }
  if (named !== undefined) {
    const brand = /^(?:SM-|GT-|SAMSUNG)/i.test(named) ? 'Samsung' : vendor
    return { Family: brand === '' || named.startsWith(brand) ? named : `${brand} ${named}`, Brand: brand, Model: named }
  }
  return { Family: model === '' ? 'Other' : model, Brand: vendor, Model: model }
}

export const agentFunctions: readonly HostFunction[] = [hostFunction('kql_parse_user_agent', ['string', 'json'], 'json', parseUserAgent)]
