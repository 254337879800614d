/** A server of its own for each story, on a folder of its own, started as people start it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const startMaxMs = 30_000

export interface Server {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  /** The one-time link of the first start. */
  readonly link: string
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Starts it again on the same folder and port. */
  again(): Promise<void>
  /** Ends it and removes its folder. */
  end(): Promise<void>
}

export async function startServer(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-story-'))
  let { child, link } = await run(folder, 0)
  const { origin, port } = new URL(link)
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }
  return {
    url: origin,
    link,
    kill,
    again: async () => {
      const next = await run(folder, Number(port))
      child = next.child
    },
    end: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function run(folder: string, port: number): Promise<{ child: ChildProcess; link: string }> {
  const args = ['src/9-cli/main.ts', 'serve', '--data', folder, '--port', String(port)]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const link = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`The server did not start:\n${said}`))
    }, startMaxMs)
    const take = (chunk: Buffer): void => {
      said += chunk.toString()
      const found = /is listening: (http:\/\/\S+)\s/.exec(said)?.[1]
      if (found === undefined) return
      clearTimeout(timer)
      resolve(found)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}:\n${said}`)))
  })
  return { child, link }
}
