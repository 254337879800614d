/** Where settings come from: flags, then `TOCSIN_*`, then `tocsin.config.json`, then the default; what is wrong is named with its place. */
import Type from 'typebox'
import { Value } from 'typebox/value'
import { wrongUsage } from './command.ts'
import { type Settings, settingsSchema } from './config.ts'

const file = 'tocsin.config.json'
const names = Object.keys(settingsSchema.properties)

export interface SettingsInput {
  readonly flags: Readonly<Record<string, unknown>>
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The text of `tocsin.config.json`, where there is one. */
  readonly text: string | undefined
}

/** Throws wrong usage that names the setting, what it should be, and where the wrong value stands. */
export function resolveSettings({ flags, environment, text }: SettingsInput): Settings {
  const told = { ...fromFile(text), ...fromEnvironment(environment), ...fromFlags(flags) }
  const settings: unknown = Value.Default(settingsSchema, told)
  const [first] = Value.Errors(settingsSchema, settings)
  if (first === undefined) return settings as Settings
  const name = first.instancePath.split('/')[1] ?? ''
  throw wrongUsage(`${whereFrom(name, flags, environment)} ${first.message}; ${meaning(name)}`)
}

function fromFile(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {}
  const read: unknown = parse(text)
  if (typeof read !== 'object' || read === null || Array.isArray(read)) throw wrongUsage(`${file} must hold one JSON object`)
  const unknown = Object.keys(read).find((name) => !names.includes(name))
  if (unknown !== undefined) throw wrongUsage(`${file} has ${unknown}, which is no setting; there are ${names.join(', ')}`)
  return { ...read }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw wrongUsage(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function fromEnvironment(environment: SettingsInput['environment']): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const name of names) {
    const value = environment[variable(name)]
    if (value !== undefined && value !== '') found[name] = converted(name, value)
  }
  return found
}

const fromFlags = (flags: SettingsInput['flags']): Record<string, unknown> =>
  Object.fromEntries(names.filter((name) => flags[name] !== undefined).map((name) => [name, converted(name, flags[name])]))

/** Text becomes a number where a number is wanted, and a list at its commas where a list is. */
function converted(name: string, value: unknown): unknown {
  const schema: Type.TSchema | undefined = settingsSchema.properties[name as keyof typeof settingsSchema.properties]
  if (typeof value !== 'string' || schema === undefined) return value
  if (Type.IsInteger(schema)) return /^-?\d+$/.test(value) ? Number(value) : value
  if (Type.IsArray(schema))
    return value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  return value
}

/** `retentionDays` → `TOCSIN_RETENTION_DAYS`. */
const variable = (name: string): string => `TOCSIN_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`

function whereFrom(name: string, flags: SettingsInput['flags'], environment: SettingsInput['environment']): string {
  if (flags[name] !== undefined) return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  if (environment[variable(name)] !== undefined) return variable(name)
  return `${file}: ${name}`
}

function meaning(name: string): string {
  const schema = settingsSchema.properties[name as keyof typeof settingsSchema.properties] as { description?: string } | undefined
  return schema?.description ?? `the settings are ${names.join(', ')}`
}
