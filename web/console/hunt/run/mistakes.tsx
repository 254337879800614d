/** What is wrong with a query: the place, the line with a caret under it, what was probably meant; a click goes there. */
import type { HuntMistake } from '../../../../src/8-server/hunting/wire.ts'
import { clean } from '../../text/clean.ts'
import classes from './mistakes.module.css'

interface MistakesProps {
  /** The query as it was asked. */
  readonly text: string
  readonly mistakes: readonly HuntMistake[]
  /** Lines above the query in the editor. */
  readonly linesAbove: number
  readonly go: (mistake: HuntMistake) => void
}

/** More are told when these are mended. */
const shownMax = 20
/** Of a long line the part around the place is shown. */
const lineMax = 120

export function Mistakes({ text, mistakes, linesAbove, go }: MistakesProps) {
  return (
    <ul className={classes['list']} aria-label="Mistakes in the query">
      {mistakes.slice(0, shownMax).map((one) => (
        <li key={`${one.code} ${one.start} ${one.message}`}>
          <button type="button" className={classes['mistake']} data-severity={one.severity} onClick={() => go(one)}>
            <span className={classes['head']}>
              <span className={classes['place']}>
                {one.line + linesAbove}:{one.column}
              </span>
              <span>{clean(one.message, 500)}</span>
              <span className={classes['code']}>{one.code}</span>
            </span>
            <Line text={text} mistake={one} />
            {one.hint !== undefined && <span className={classes['hint']}>{clean(one.hint, 500)}</span>}
          </button>
        </li>
      ))}
      {mistakes.length > shownMax && <li>{mistakes.length - shownMax} more</li>}
    </ul>
  )
}

function Line({ text, mistake }: { readonly text: string; readonly mistake: HuntMistake }) {
  const line = (text.split('\n')[mistake.line - 1] ?? '').replace(/\r$/, '').replaceAll('\t', ' ')
  const from = mistake.column > lineMax * 0.75 ? mistake.column - Math.floor(lineMax / 2) : 0
  const shown = line.slice(from, from + lineMax)
  const before = mistake.column - 1 - from
  const carets = Math.max(1, Math.min(mistake.length, shown.length - before))
  // Characters that steer the display would move the caret away from its place.
  return (
    <code className={classes['code-line']}>
      {clean(shown, lineMax)}
      {'\n'}
      <span className={classes['caret']}>{`${' '.repeat(clean(shown.slice(0, before), lineMax).length)}${'^'.repeat(carets)}`}</span>
    </code>
  )
}
