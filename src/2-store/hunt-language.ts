/** The compiler and the functions it brings to the database: loaded with the first query, for their parser is large and most runs never hunt. */

let loaded: Promise<Language> | undefined

type Language = typeof import('@tocsin/kql') & typeof import('@tocsin/kql/duckdb')

export function loadLanguage(): Promise<Language> {
  loaded ??= Promise.all([import('@tocsin/kql'), import('@tocsin/kql/duckdb')]).then(([compiler, duckdb]) => ({ ...compiler, ...duckdb }))
  return loaded
}
