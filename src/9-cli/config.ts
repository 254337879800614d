/** Settings: what may be set, and where each comes from: flags, then `TOCSIN_*`, then `tocsin.config.json`, then the default. */
import Type from 'typebox'

/** Every setting with its meaning. The name in the file is the key; in the environment `retentionDays` is `TOCSIN_RETENTION_DAYS`. */
export const settingsSchema = Type.Object(
  {
    data: Type.String({ minLength: 1, default: './data', description: 'The folder that holds the store, the quarantine and the secrets.' }),
    host: Type.String({ minLength: 1, default: '127.0.0.1', description: 'The address the server listens on.' }),
    port: Type.Integer({ minimum: 0, maximum: 65_535, default: 8787, description: 'The port the server listens on; 0 takes a free one.' }),
    publicUrl: Type.Optional(
      Type.String({ pattern: '^https?://[^\\s/]+/?$', description: 'How browsers reach the server, where a proxy stands before it.' }),
    ),
    hosts: Type.Array(Type.String({ minLength: 1 }), {
      maxItems: 100,
      default: [],
      description: 'Other names the server answers to; a request under any other name is refused.',
    }),
    tlsCert: Type.Optional(Type.String({ minLength: 1, description: 'A certificate (PEM file): the server then speaks HTTPS itself.' })),
    tlsKey: Type.Optional(Type.String({ minLength: 1, description: 'The key of the certificate (PEM file).' })),
    trustedProxies: Type.Array(Type.String({ minLength: 1 }), {
      maxItems: 100,
      default: [],
      description: 'Addresses or networks of proxies before the server that encrypt and whose X-Forwarded headers are believed.',
    }),
    uploadBytesMax: Type.Integer({
      minimum: 1024,
      maximum: 1024 ** 4,
      default: 1024 ** 3,
      description: 'The largest body the server takes; larger files go in with `tocsin ingest`.',
    }),
    retentionDays: Type.Integer({ minimum: 1, maximum: 36_500, default: 90, description: 'How long records are kept.' }),
    homeDomains: Type.Array(Type.String({ minLength: 1 }), {
      maxItems: 1000,
      default: [],
      description: 'Domains that names without `@` belong to.',
    }),
    privileged: Type.Array(Type.String({ minLength: 1 }), {
      maxItems: 100_000,
      default: [],
      description: 'Accounts with more to lose (e-mail, UPN or id): detections speak one prompt earlier.',
    }),
    geoFiles: Type.Array(Type.String({ minLength: 1 }), {
      maxItems: 10,
      default: [],
      description: 'MaxMind-format databases (.mmdb) of your own, for places and networks of addresses; the first is trusted most.',
    }),
    referenceFolder: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'The folder of lists of networks and leaked accounts, and of databases of places; `reference` in the data folder by default.',
      }),
    ),
    externalFolders: Type.Array(Type.String({ minLength: 1 }), {
      maxItems: 20,
      default: [],
      description: 'Folders besides `external` in the data folder whose files queries may read with externaldata.',
    }),
    organisation: Type.String({
      minLength: 1,
      maxLength: 80,
      default: 'Tocsin',
      description: 'How the organisation is called on the sign-in pages and in the authenticator.',
    }),
    numbers: Type.Union([Type.Literal('standard'), Type.Literal('nist-800-63b')], {
      default: 'standard',
      description:
        'How long the number is that is typed on the phone: standard (2 digits where all is familiar, else 6) or nist-800-63b (6 everywhere).',
    }),
    pushHosts: Type.Array(Type.String({ minLength: 1 }), {
      maxItems: 20,
      default: [],
      description: 'Hosts that take web push besides those of the browsers’ makers.',
    }),
    deviceFlow: Type.Boolean({
      default: false,
      description: 'Whether devices without a browser may be signed in by a code that is typed elsewhere, which is also how it is phished.',
    }),
    logoutHosts: Type.Array(Type.String({ minLength: 1 }), {
      maxItems: 100,
      default: [],
      description: 'Hosts of applications that are told of a sign-out although their addresses are private.',
    }),
    identityUrl: Type.Optional(
      Type.String({
        pattern: '^postgres(ql)?://',
        description:
          'A PostgreSQL database for accounts, methods and sessions, where several nodes share them; a file in the data folder by default.',
      }),
    ),
    keys: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'The keys that seal secrets, the newest first: base64 of 32 bytes each; keys.json in the data folder by default.',
      }),
    ),
    keysCommand: Type.Optional(
      Type.String({ minLength: 1, description: 'A command that prints those keys, for a key management service.' }),
    ),
    mailUrl: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'The mail server for notices to people: smtps://NAME:PASSWORD@mail.example.com, or smtp:// where TLS begins after the greeting; best in TOCSIN_MAIL_URL.',
      }),
    ),
    mailFrom: Type.Optional(Type.String({ minLength: 3, description: 'Who notices are from: Example <no-reply@example.com>.' })),
    detections: Type.Record(Type.String(), Type.Record(Type.String(), Type.Number()), {
      default: {},
      description: 'Settings of single detections, by their id; only in the file.',
    }),
    workers: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 64,
        description: 'Threads that read large files; by default one less than there are cores, at most 8.',
      }),
    ),
  },
  { additionalProperties: false },
)

export type Settings = Readonly<Type.Static<typeof settingsSchema>>
