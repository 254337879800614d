/** The numbers operators watch, for Prometheus. No label ever names a person, an address or an app. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  readonly events: Counter<'source'>
  readonly records: Counter<'source'>
  readonly refused: Counter<'source'>
  readonly duplicates: Counter<'source'>
  readonly findings: Counter<'detection' | 'level'>
  readonly waiting: Gauge
  readonly eventToFinding: Histogram
  readonly answers: Counter<'status'>
  readonly feeds: Gauge
}

/** One set a server, so that two in one process (tests) do not mix. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    events: new Counter({ registers, name: 'tocsin_events_total', help: 'Events handed to the detections.', labelNames: ['source'] }),
    records: new Counter({ registers, name: 'tocsin_records_total', help: 'Records accepted and on disk.', labelNames: ['source'] }),
    refused: new Counter({ registers, name: 'tocsin_refused_total', help: 'Records that could not be read.', labelNames: ['source'] }),
    duplicates: new Counter({ registers, name: 'tocsin_duplicates_total', help: 'Records sent again unchanged.', labelNames: ['source'] }),
    findings: new Counter({
      registers,
      name: 'tocsin_findings_total',
      help: 'Findings made or changed.',
      labelNames: ['detection', 'level'],
    }),
    waiting: new Gauge({ registers, name: 'tocsin_waiting_events', help: 'Events on disk that the detections have not seen yet.' }),
    eventToFinding: new Histogram({
      registers,
      name: 'tocsin_event_to_finding_seconds',
      help: 'From the arrival of a record to the finding it led to.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    }),
    answers: new Counter({ registers, name: 'tocsin_http_answers_total', help: 'HTTP answers.', labelNames: ['status'] }),
    feeds: new Gauge({ registers, name: 'tocsin_feeds', help: 'Browsers on the live feed.' }),
  }
}
