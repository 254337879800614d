/** The shelf: every command, in the order the help lists them. Each is loaded when it is called, so that none waits for the others' libraries. Add a command here. */
import type { CommandDefinition } from '../command.ts'

export interface CommandEntry {
  readonly name: string
  load(): Promise<CommandDefinition>
}

export const commands: readonly CommandEntry[] = [
  { name: 'serve', load: async () => (await import('./serve.ts')).serve },
  { name: 'ingest', load: async () => (await import('./ingest.ts')).ingest },
  { name: 'detect', load: async () => (await import('./detect.ts')).detect },
  { name: 'what-if', load: async () => (await import('./what-if.ts')).whatIf },
  { name: 'hunt', load: async () => (await import('./hunt.ts')).hunt },
  { name: 'explain', load: async () => (await import('./explain.ts')).explain },
  { name: 'rules', load: async () => (await import('./rules.ts')).rules },
  { name: 'reference', load: async () => (await import('./reference.ts')).reference },
  { name: 'simulate', load: async () => (await import('./simulate.ts')).simulate },
  { name: 'evaluate', load: async () => (await import('./evaluate.ts')).evaluate },
  { name: 'app', load: async () => (await import('./app.ts')).app },
  { name: 'token', load: async () => (await import('./token.ts')).token },
  { name: 'keys', load: async () => (await import('./keys.ts')).keys },
  { name: 'user', load: async () => (await import('./user.ts')).user },
]
