/** The compiler and the functions it brings to the database: loaded with the first query, for their parser is large and most runs never hunt. */

let loaded: Promise<typeof import('@tocsin/kql')> | undefined

export function loadLanguage(): Promise<typeof import('@tocsin/kql')> {
  loaded ??= import('@tocsin/kql')
  return loaded
}
