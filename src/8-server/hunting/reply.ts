/** A hunt's answer as JSON text, piece by piece, because half a million rows are too long for one string. */
import type { HuntAnswer, HuntResult } from '../../2-store/hunt.ts'
import { rowText } from '../kusto/values.ts'

/** Rows in a piece. */
const pieceRows = 500

export function* replyText(answer: HuntAnswer): Generator<string> {
  if (!answer.ok) {
    yield JSON.stringify(answer)
    return
  }
  const { diagnostics, elapsedMs } = answer
  yield `{"ok":true,"elapsedMs":${elapsedMs},"diagnostics":${JSON.stringify(diagnostics)},"results":[`
  for (const [at, result] of answer.results.entries()) {
    if (at > 0) yield ','
    yield* resultText(result)
  }
  yield ']}'
}

function* resultText({ columns, rows, render, isCut }: HuntResult): Generator<string> {
  yield `${JSON.stringify({ columns, render, isCut }).slice(0, -1)},"rows":[`
  for (let from = 0; from < rows.length; from += pieceRows) {
    const piece = rows.slice(from, from + pieceRows).map(rowText)
    yield `${from > 0 ? ',\n' : ''}${piece.join(',\n')}`
  }
  yield ']}'
}
