/** The server's own log: JSON lines, with whatever is secret or personal blotted out. */
import { type Logger, pino } from 'pino'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Keys whose values never reach the log, at the top and one and two levels down. */
const secretKeys = ['password', 'token', 'secret', 'csrf', 'authorization', 'cookie', '["set-cookie"]', '["x-csrf-token"]', 'password_hash']

const paths = secretKeys.flatMap((key) => {
  const dotted = key.startsWith('[') ? key : `.${key}`
  return [key, `*${dotted}`, `*.*${dotted}`]
})

/** Writes to whatever takes text, one line a message. */
export function createLog(level: LogLevel, stream: { write(line: string): unknown }): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '[hidden]' },
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => void stream.write(blot(line)) },
  )
}

/** Our secrets inside other text: a token in an address, a set-up link in a message. */
const blot = (line: string): string => line.replace(/tocsin_[\w-]{43}/g, 'tocsin_[hidden]').replace(/([?&#]?token=)[\w-]+/g, '$1[hidden]')
