/** What a log source is: the shapes its records come in, each with the way from a record to events and to a table's row. */
import type { Event, SourceName } from '../0-event/event.ts'
import type { JsonObject } from '../0-event/json.ts'

/** A record that cannot be read, with the reason in a sentence for the person who has to mend it. A value, never thrown. */
export interface Refused {
  readonly refused: string
}

/** A row of a Log Analytics table: the table's own column names; dynamic columns as JSON values. Always has `TimeGenerated` (ISO 8601) and `_ItemId`. */
export type Row = JsonObject

export interface Shape {
  /** Unique over all sources: `entra-graph-sign-in`, `okta-system-log`. */
  readonly name: string
  /** The Log Analytics table its rows are kept in. */
  readonly table: string
  /** Whether a record is of this shape, by content. Cheap: a look at a few keys. */
  recognise(record: JsonObject): boolean
  /**
   * The events a record tells, in the order they happened; an empty list for a record that says nothing about identities.
   * Pure: the same record gives the same events with the same ids, so that a record sent twice counts once.
   */
  events(record: JsonObject): readonly Event[] | Refused
  /** The row to keep, for records that `events` accepts: secrets typed into name fields masked, nothing else lost. */
  row(record: JsonObject): Row
}

export interface Source {
  readonly name: SourceName
  /** As people call it: `Microsoft Entra ID`. */
  readonly title: string
  /** Most specific first: the first that recognises a record reads it. */
  readonly shapes: readonly Shape[]
  /** The records inside one vendor envelope (`{"records":[…]}`, `{"value":[…]}`), or undefined where it is no envelope of this source. */
  unwrap?(value: JsonObject): readonly JsonObject[] | undefined
  /** One line of text that is not JSON (Keycloak's log, a pipe-delimited audit), as a record; undefined where it is not of this source. */
  readLine?(line: string): JsonObject | undefined
  /** A CSV row of this source's download (cells by their header), as a record of one of the shapes; undefined where the header is another's. */
  readCsv?(header: readonly string[]): ((cells: Readonly<Record<string, string>>) => JsonObject) | undefined
}

export const isRefused = (value: readonly Event[] | Refused): value is Refused => 'refused' in value
