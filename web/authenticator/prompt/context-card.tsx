/** What is known of the sign-in: the application, the place, the network, the browser, and what is unusual about it. */
import { lazy, type ReactNode, Suspense } from 'react'
import type { PhonePrompt } from '../../../src/7-provider/wire.ts'
import { clean } from '../../console/text/clean.ts'
import { useSay } from '../text/use-say.ts'
import { browserText, placeText } from './place.ts'

const PlaceMap = lazy(() => import('./map.tsx'))
const shownMax = 200

export function ContextCard({ prompt }: { readonly prompt: PhonePrompt }) {
  const { say, write } = useSay()
  const { context } = prompt
  const { latitude, longitude, accuracyKm } = context
  const place = placeText(context, say, write)
  const hasCircle = latitude !== undefined && accuracyKm !== undefined && accuracyKm > 0
  return (
    <section className="card context">
      <dl>
        <Fact name={say('prompt.app')} value={<strong className="app">{clean(context.app, shownMax)}</strong>} />
        {context.message === undefined ? null : <Fact name={say('prompt.message')} value={clean(context.message, shownMax)} />}
        <Fact
          name={say('prompt.where')}
          value={
            <>
              {place}
              {hasCircle ? <span className="soft">{say('prompt.within', { distance: write.km(accuracyKm) })}</span> : null}
            </>
          }
        />
      </dl>
      {latitude === undefined || longitude === undefined ? null : (
        <Suspense fallback={<div className="map" />}>
          <PlaceMap
            latitude={latitude}
            longitude={longitude}
            accuracyKm={accuracyKm ?? 0}
            label={hasCircle ? say('prompt.map', { place, distance: write.km(accuracyKm) }) : say('prompt.mapExact', { place })}
          />
        </Suspense>
      )}
      <dl>
        <Network context={context} />
        <Fact
          name={say('prompt.browser')}
          value={
            <>
              {browserText(context, say)}
              <span className={context.familiar ? 'soft' : 'soft strange'}>
                {say(context.familiar ? 'prompt.familiar' : 'prompt.strange')}
              </span>
            </>
          }
        />
        <Fact name={say('prompt.time')} value={write.time(context.time)} />
      </dl>
    </section>
  )
}

function Network({ context: { network, ip } }: Pick<PhonePrompt, 'context'>) {
  const { say } = useSay()
  const address = ip === undefined ? null : <span className="mono">{clean(ip, 60)}</span>
  if (network === undefined) return address === null ? null : <Fact name={say('prompt.address')} value={address} />
  return (
    <Fact
      name={say('prompt.network')}
      value={
        <>
          {clean(network, shownMax)} <span className="soft">{address}</span>
        </>
      }
    />
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  )
}

export function Unusual({ prompt }: { readonly prompt: PhonePrompt }) {
  const { say } = useSay()
  const { unusual } = prompt.context
  if (unusual.length === 0 && prompt.competing === 0) return null
  return (
    <section className="note warn" aria-labelledby="unusual">
      <h2 id="unusual">{say('prompt.unusual')}</h2>
      <ul>
        {prompt.competing === 0 ? null : <li>{say('prompt.competing', { count: prompt.competing })}</li>}
        {unusual.slice(0, 5).map((why) => (
          <li key={why}>
            <bdi>{clean(why, shownMax)}</bdi>
          </li>
        ))}
      </ul>
    </section>
  )
}
