/** What a catalogue of texts is: one entry a key, whole sentences with named slots, and plural forms where something is counted. */
import type { en } from './en.ts'

export type Plural = { readonly [form in Intl.LDMLPluralRule]?: string } & { readonly other: string }
export type Entry = string | Plural

type English = typeof en
export type Key = keyof English
export type Catalogue = { readonly [key in Key]: English[key] extends string ? string : Plural }

type SlotsIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | SlotsIn<Rest> : never
type SlotsOf<One> = One extends string
  ? SlotsIn<One>
  : One extends { readonly other: infer Other extends string }
    ? SlotsIn<Other> | 'count'
    : never

/** Nothing where the text has no slots, else a value for each. */
export type Values<K extends Key> = [SlotsOf<English[K]>] extends [never] ? [] : [Readonly<Record<SlotsOf<English[K]>, string | number>>]
