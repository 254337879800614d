/** What published rules about travel count: how fast somebody would have had to be between two of their sign-ins. */
import type { Endpoint, Event, SignInEvent } from '../0-event/event.ts'
import { kilometres } from '../0-event/place.ts'
import { hourMs } from '../0-event/time.ts'

/** Somebody is in, by themselves: what the rules call a login. */
export const entered = (event: Event): event is SignInEvent => event.kind === 'sign_in' && event.outcome === 'success' && event.interactive

export interface Point {
  readonly time: number
  readonly src: Endpoint
}

export interface Leg {
  readonly km: number
  readonly kmh: number
  readonly ms: number
}

/** From one sign-in to the next; undefined where one has no place. Two at the same instant are as fast as can be. */
export function leg(from: Point, to: Point): Leg | undefined {
  const km = kilometres(from.src, to.src)
  if (km === undefined) return undefined
  const ms = Math.abs(to.time - from.time)
  return { km, ms, kmh: km === 0 ? 0 : km / (ms / hourMs) }
}

/** The journey from the last sign-in to this one, over and over: true where `fits` says so. `counts` leaves sign-ins out altogether. */
export const journeys =
  (fits: (leg: Leg, from: Point, to: Point) => boolean, counts: (event: SignInEvent) => boolean = () => true) =>
  (): ((event: Event) => boolean) => {
    let last: Point | undefined
    return (event) => {
      if (!entered(event) || event.src === undefined || !counts(event)) return false
      const here = { time: event.time, src: event.src }
      const before = last
      last = here
      const way = before === undefined ? undefined : leg(before, here)
      return before !== undefined && way !== undefined && fits(way, before, here)
    }
  }
