/** What went wrong with PostgreSQL, in sentences that name host, port and database, and never the password. */

/** `tocsin at db.example.com:5432`. */
type PostgresPlace = string

const defaultPort = '5432'

/** Throws a sentence where the text is no address of PostgreSQL, or would send the password in the clear. */
export function postgresPlace(url: string): PostgresPlace {
  const { host, port, database, sslMode, ssl } = partsOf(url)
  if (host === '' || database === '')
    throw new Error(
      'The address of the records (identityUrl) names no host or no database. It is like postgres://user:password@host:5432/database.',
    )
  if (!isOwnMachine(host) && sslMode === null && ssl === null)
    throw new Error(
      `The address of the records (identityUrl) does not say whether the connection to ${host} is encrypted. Add ?sslmode=verify-full, or ?sslmode=disable where nobody else is on the network between.`,
    )
  return host.startsWith('/') ? `${database} at ${host}` : `${database} at ${host.includes(':') ? `[${host}]` : host}:${port}`
}

function partsOf(url: string) {
  // An address of a socket has its host in the query, and none before the path.
  const named = /^postgres(ql)?:\/\/([^/@]*@)?\//.exec(url)
  const full = named === null ? url : `${url.slice(0, named[0].length - 1)}socket${url.slice(named[0].length - 1)}`
  if (!URL.canParse(full))
    throw new Error('The address of the records (identityUrl) cannot be read. It is like postgres://user:password@host:5432/database.')
  const parsed = new URL(full)
  const inside = decoded(parsed.hostname).replace(/^\[(.*)\]$/, '$1')
  return {
    host: parsed.searchParams.get('host') ?? (named === null ? inside : ''),
    port: parsed.searchParams.get('port') ?? (parsed.port === '' ? defaultPort : parsed.port),
    database: decoded(parsed.pathname.slice(1)),
    sslMode: parsed.searchParams.get('sslmode'),
    ssl: parsed.searchParams.get('ssl'),
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const isOwnMachine = (host: string): boolean =>
  host.startsWith('/') || host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)

/** By Node's code or PostgreSQL's SQLSTATE (its manual, appendix A). */
const sentences: Readonly<Record<string, (place: PostgresPlace) => string>> = {
  ECONNREFUSED: (place) => `No PostgreSQL answers for ${place}. Does it run, and listen on that port?`,
  ENOTFOUND: (place) => `The host of the database ${place} has no address. Is its name right?`,
  EAI_AGAIN: (place) => `The host of the database ${place} could not be looked up. Does name resolution work?`,
  ETIMEDOUT: (place) => `PostgreSQL did not answer in time for ${place}. Does a firewall stand between?`,
  ENOENT: (place) => `There is no PostgreSQL socket for ${place}. Does it run?`,
  ECONNRESET: (place) => `The connection to ${place} was closed. Is it PostgreSQL that listens there?`,
  '28P01': (place) => `PostgreSQL refuses the password for ${place}. Is the one in the address right?`,
  '28000': (place) => `PostgreSQL lets this user not into ${place}. Look at its pg_hba.conf.`,
  '3D000': (place) => `There is no database ${place}. Make it with createdb.`,
  '42501': (place) =>
    `This user may not make tables in ${place}. Make them its owner: alter database … owner to …, or grant create on schema public.`,
  '53300': (place) => `PostgreSQL has no connection free for ${place}. Raise its max_connections, or lower the number of nodes.`,
  '57P03': (place) => `PostgreSQL is starting or stopping: ${place}. Try again in a moment.`,
  '55P03': (place) => `Another node has been changing the tables of ${place} for too long. Look what it does, and start again.`,
  DEPTH_ZERO_SELF_SIGNED_CERT: (place) => untrusted(place),
  SELF_SIGNED_CERT_IN_CHAIN: (place) => untrusted(place),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: (place) => untrusted(place),
  ERR_TLS_CERT_ALTNAME_INVALID: (place) => `The certificate of ${place} is for another name. Use the name that it is for.`,
}

const untrusted = (place: PostgresPlace): string =>
  `The certificate of ${place} is signed by nobody this machine trusts. Name the authority's file: ?sslmode=verify-full&sslrootcert=FILE.`

/** An error with a sentence, and what was thrown as its cause. */
export function postgresTrouble(error: unknown, place: PostgresPlace): Error {
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  const known = sentences[code]
  if (known !== undefined) return new Error(known(place), { cause: error })
  if (/timeout/i.test(message)) return new Error(sentences['ETIMEDOUT']?.(place), { cause: error })
  if (/does not support SSL/i.test(message))
    return new Error(
      `PostgreSQL speaks no TLS for ${place}. Turn its ssl on, or add ?sslmode=disable where nobody else is on the network.`,
      {
        cause: error,
      },
    )
  return new Error(`The database ${place} cannot be opened: ${message}`, { cause: error })
}

/** The code of an error, or of the first one within where several addresses were tried. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError && !('code' in error)) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
