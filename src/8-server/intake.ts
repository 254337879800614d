/** Takes in what is sent. */
import type { SourceName } from '../0-event/event.ts'
import type { IngestAnswer } from './wire.ts'

export interface Delivery {
  readonly body: AsyncIterable<Buffer>
  /** Undefined: recognised by content. */
  readonly source: SourceName | undefined
  /** What refused records are said to come from. */
  readonly name: string
  readonly signal: AbortSignal
}

export interface Intake {
  receive(delivery: Delivery): Promise<IngestAnswer>
}
