/** Who and what it touches, to search for elsewhere. */
import type { ReactNode } from 'react'
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import { sourceText } from '../look/source.ts'
import { LogText } from '../text/log-text.tsx'
import { networkText, placeText } from '../text/place.ts'
import classes from './entities-card.module.css'

/** Of each kind; the rest is counted. */
const shownMax = 6

interface Line {
  readonly key: string
  readonly text: string
  readonly more?: string | undefined
  readonly grave?: boolean
}

export function EntitiesCard({ entities }: Pick<IncidentDetail, 'entities'>) {
  const { accounts, addresses, devices, sessions, apps, mailRules } = entities
  return (
    <Card title="Who and what">
      <dl className={classes['kinds']}>
        <Kind
          title="Accounts"
          lines={accounts.map(({ name, source }) => ({ key: `${source} ${name}`, text: name, more: sourceText(source) }))}
        />
        <Kind title="Addresses" lines={addresses.map(addressLine)} />
        <Kind title="Devices" lines={devices.map(({ name, id }) => ({ key: id ?? name, text: name, more: id }))} />
        <Kind title="Apps" lines={apps.map(({ name, id }) => ({ key: name, text: name, more: id === name ? undefined : id }))} />
        <Kind title="Mail rules" lines={mailRules.map(({ name, person }) => ({ key: `${person} ${name}`, text: name, more: person }))} />
        <Kind title="Sessions" lines={sessions.map((session) => ({ key: session, text: session }))} />
      </dl>
    </Card>
  )
}

function addressLine(address: IncidentDetail['entities']['addresses'][number]): Line {
  const more = [placeText(address), networkText(address), address.isAttackers ? 'the attacker’s' : undefined]
  return { key: address.ip, text: address.ip, more: more.filter((part) => part !== undefined).join(' · '), grave: address.isAttackers }
}

function Kind({ title, lines }: { readonly title: string; readonly lines: readonly Line[] }): ReactNode {
  if (lines.length === 0) return null
  const left = lines.length - shownMax
  return (
    <div>
      <dt>{title}</dt>
      {lines.slice(0, shownMax).map(({ key, text, more, grave = false }) => (
        <dd key={key} data-grave={grave || undefined}>
          <LogText max={160}>{text}</LogText>
          {more !== undefined && more !== '' && (
            <span className={classes['more']}>
              <LogText max={160}>{more}</LogText>
            </span>
          )}
        </dd>
      ))}
      {left > 0 && <dd className={classes['more']}>and {left} more</dd>}
    </div>
  )
}
