/** Opens the records of people who sign in here, where the settings say they are. */
import type { Identity } from './identity.ts'
import { openIdentityPostgres } from './open-postgres.ts'
import { openIdentitySqlite } from './open-sqlite.ts'

export interface IdentityPlace {
  /** `postgres://user:password@host:5432/database`; SQLite where left out. */
  readonly url?: string | undefined
  /** The SQLite file. */
  readonly path: string
  /** SQLite's clock; PostgreSQL has its own. */
  readonly clock: () => number
}

/** Rejects with a sentence where they cannot be opened; the password is never in it. */
export async function openIdentity({ url, path, clock }: IdentityPlace): Promise<Identity> {
  if (url === undefined) return openIdentitySqlite(path, clock)
  if (!isPostgresUrl(url)) {
    const scheme = /^([a-z][a-z\d+.-]{0,30}):/i.exec(url)?.[1]
    throw new Error(
      `The records of people are kept in SQLite or PostgreSQL${scheme === undefined ? '' : `, not in ${scheme}`}. Leave identityUrl out, or let it begin with postgres://.`,
    )
  }
  return openIdentityPostgres(url)
}

const isPostgresUrl = (url: string): boolean => /^postgres(ql)?:\/\//.test(url)
