/** A piece of text that came from a log: never HTML, kept in its own reading direction, wrapped where it is long. */
import { clean } from './clean.ts'

export function LogText({ children, max }: { readonly children: string; readonly max?: number }) {
  return <bdi>{clean(children, max)}</bdi>
}
