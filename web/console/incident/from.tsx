/** Where a sign-in came from: address, place, network, and what the provider says of it. */
import type { Endpoint } from '../../../src/0-event/event.ts'
import { LogText } from '../text/log-text.tsx'
import { networkText, placeText } from '../text/place.ts'

export function From({ endpoint }: { readonly endpoint: Endpoint | undefined }) {
  if (endpoint === undefined) return null
  const parts = [placeText(endpoint), endpoint.ip, networkText(endpoint), endpoint.proxy === true ? 'proxy or VPN' : undefined]
  const known = parts.filter((part) => part !== undefined)
  if (known.length === 0) return null
  return <LogText max={200}>{known.join(' · ')}</LogText>
}
