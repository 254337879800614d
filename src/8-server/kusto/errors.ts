/** Errors as OneApi writes them, the form of every error of Kusto's REST protocol. */
import type { Diagnostic } from '@tocsin/kql'
import type { HuntAnswer } from '../../2-store/hunt.ts'

export interface Refusal {
  readonly status: number
  readonly body: { readonly error: Readonly<Record<string, unknown>> }
}

export interface ErrorContext {
  readonly time: string
  readonly clientRequestId: string
  readonly activityId: string
  readonly text: string
}

type Kind = readonly [status: number, code: string, type: string, isPermanent: boolean]

const kinds: Readonly<Record<Extract<HuntAnswer, { ok: false }>['why'], Kind>> = {
  wrong: [400, 'General_BadRequest', 'Kusto.Data.Exceptions.KustoBadRequestException', true],
  time: [504, 'Gateway timeout', 'Kusto.Data.Exceptions.KustoServiceTimeoutException', false],
  memory: [400, 'LimitsExceeded', 'Kusto.Data.Exceptions.KustoServicePartialQueryFailureLimitsExceededException', true],
  busy: [429, 'TooManyRequests', 'Kusto.Data.Exceptions.KustoRequestThrottledException', false],
  cancelled: [400, 'Query cancelled', 'Kusto.Data.Exceptions.KustoRequestCanceledException', true],
}

export function huntRefusal(answer: Extract<HuntAnswer, { ok: false }>, context: ErrorContext): Refusal {
  const [status, code, type, isPermanent] = kinds[answer.why]
  const errors = answer.diagnostics.filter(({ severity }) => severity === 'error')
  const [first] = errors
  const inner =
    first === undefined ? {} : { innererror: innerError(first, context.text), details: errors.map((one) => innerError(one, context.text)) }
  const told = first === undefined ? answer.message : sentence(first)
  return { status, body: oneApi({ code, message: told, type, isPermanent }, inner, context) }
}

/** As Kusto ends its own sentences, so that tools find the place. */
const sentence = ({ code, message, line, column, hint }: Diagnostic): string =>
  `${code}: ${message}${hint === undefined ? '' : ` ${hint}`} [line:position=${line}:${column}]`

function innerError({ code, message, line, column, start, length, hint }: Diagnostic, text: string): object {
  const token = text.slice(start, start + length).slice(0, tokenMax)
  return { code, message, line, pos: column, length, token, ...(hint === undefined ? {} : { hint }) }
}

const tokenMax = 200

interface Told {
  readonly code: string
  readonly message: string
  readonly type: string
  readonly isPermanent: boolean
}

export function oneApi(
  { code, message, type, isPermanent }: Told,
  inner: object,
  { time, clientRequestId, activityId }: Omit<ErrorContext, 'text'>,
): Refusal['body'] {
  return {
    error: {
      code,
      message,
      '@type': type,
      '@message': message,
      '@context': { timestamp: time, serviceAlias: 'tocsin', clientRequestId, activityId },
      '@permanent': isPermanent,
      ...inner,
    },
  }
}

/** What Kusto says of a result with more records than the request allows. */
export const cutError = (rowsMax: number, context: Omit<ErrorContext, 'text'>): object =>
  oneApi(
    {
      code: 'LimitsExceeded',
      message: `Query result set has exceeded the limit of ${rowsMax} records (E_QUERY_RESULT_SET_TOO_LARGE): the rows before this are the first of them.`,
      type: 'Kusto.Data.Exceptions.KustoServicePartialQueryFailureLimitsExceededException',
      isPermanent: true,
    },
    {},
    context,
  )
