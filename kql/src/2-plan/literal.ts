/** JSON literals, as they are written in a query. */
import { constant, type Scalar } from '../0-functions/scalar.ts'
import { datetimeLiteral, ticksText } from '../0-functions/time-text.ts'
import type { Syntax } from '../1-syntax/microsoft.ts'
import { fail } from './fault.ts'

/** `dynamic(…)`: JSON, with single quotes and KQL's own literals allowed inside. */
export function dynamicLiteral(node: Syntax): Scalar {
  const body = /^dynamic\s*\((.*)\)$/s.exec(node.text)?.[1]?.trim() ?? 'null'
  const json = jsonOf(node.child('Expression')) ?? body
  return json === 'null' ? constant('dynamic', null) : constant('dynamic', json)
}

/** The JSON text of a literal inside `dynamic(…)`. */
function jsonOf(node: Syntax | undefined): string | undefined {
  if (node === undefined) return undefined
  switch (node.kind) {
    case 'JsonObjectExpression':
      return `{${node
        .list('Pairs')
        .map((pair) => `${JSON.stringify(keyOf(pair))}:${jsonOf(pair.child('Value')) ?? 'null'}`)
        .join(',')}}`
    case 'JsonArrayExpression':
      return `[${node
        .list('Values')
        .map((value) => jsonOf(value) ?? 'null')
        .join(',')}]`
    case 'StringLiteralExpression':
    case 'CompoundStringLiteralExpression':
      return JSON.stringify(String(node.literal() ?? ''))
    case 'LongLiteralExpression':
    case 'IntLiteralExpression':
      return /^[-+]?\d+$/.test(node.text) ? node.text.replace(/^\+/, '') : numberInside(node)
    case 'RealLiteralExpression':
    case 'DecimalLiteralExpression':
      return /^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(node.text) ? realJson(node.text) : numberInside(node)
    case 'BooleanLiteralExpression':
      return /true/i.test(node.text) ? 'true' : 'false'
    case 'NullLiteralExpression':
    case 'TokenLiteralExpression':
      return 'null'
    case 'UnaryMinusExpression':
      return `-${jsonOf(node.child('Expression')) ?? '0'}`
    case 'DateTimeLiteralExpression': {
      const at = datetimeLiteral(/\((.*)\)/s.exec(node.text)?.[1] ?? '')
      return at === null ? 'null' : JSON.stringify(ticksText(at))
    }
    case 'DynamicExpression':
      return jsonOf(node.child('Expression'))
    default:
      return node.text.length === 0 ? 'null' : fail(node, 'TK003', `“${node.text.slice(0, 60)}” cannot stand inside dynamic().`)
  }
}

function keyOf(pair: Syntax): string {
  const written = pair.token('Name').trim()
  const quoted = /^(['"])(.*)\1$/s.exec(written)
  if (quoted === null) return written
  // JSON escapes double quotes alone.
  const inside = (quoted[2] ?? '').replaceAll(/\\([\s\S])|"/g, (part, escaped) => (escaped === "'" ? "'" : part === '"' ? '\\"' : part))
  try {
    return String(JSON.parse(`"${inside}"`))
  } catch {
    return quoted[2] ?? ''
  }
}

const numberInside = (node: Syntax): string => /\(\s*([-+]?[\d.]+)\s*\)/.exec(node.text)?.[1] ?? 'null'

const realJson = (text: string): string => {
  const value = Number(text)
  return Number.isInteger(value) && !/e/i.test(text) ? `${value}.0` : JSON.stringify(value)
}
