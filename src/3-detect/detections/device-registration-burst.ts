/** Devices are registered in a row, or a device of a kind that attackers' tools make. */
import type { ChangeEvent } from '../../0-event/event.ts'
import { type AccountEvent, changeVerdict, fromWhere, lately, weighChange } from '../account.ts'
import { detection } from '../detection.ts'

/** Builds of Windows that phishing kits and ROADtools give the devices they register (Elastic's rules on Entra device registration). */
const kitBuilds: ReadonlySet<string> = new Set(['10.0.19045.2006', '10.0.19041.928'])

export const registrationBurst = detection({
  id: 'device.registration_burst',
  title: 'Devices registered in a row, or by an attacker’s tool',
  technique: ['T1098.005'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'foothold',
  on: ['change'],
  settings: {
    devicesMin: { default: 3, unit: 'devices', meaning: 'So many different ones within the window are a burst.' },
    windowMinutes: { default: 15, unit: 'minutes', meaning: 'The window.', max: 1440 },
    riskMinutes: { default: 30, unit: 'minutes', meaning: 'How long before the registration a doubt about the person counts.' },
  },
  decide(moment, settings) {
    const { event } = moment
    if (event?.kind !== 'change' || event.what !== 'device_registered' || event.outcome !== 'success') return undefined
    const burst = [...lately(moment, settings.windowMinutes).filter(isRegistration), event]
    const devices = new Set(burst.map(deviceOf)).size
    const kit = kitBuilds.has(event.detail?.osVersion ?? '')
    const reasons = weighChange(moment, -4, settings.riskMinutes)
    if (devices >= settings.devicesMin) reasons.push({ because: `${devices} devices within ${settings.windowMinutes} minutes`, logOdds: 3 })
    else if (!kit) reasons.push({ because: 'a single device', logOdds: -1.5 })
    if (kit) reasons.push({ because: `a build of Windows that attackers' tools use (${event.detail?.osVersion})`, logOdds: 3.5 })
    const what =
      devices >= settings.devicesMin
        ? `${devices} devices were registered within ${settings.windowMinutes} minutes`
        : `A device was registered${event.target === undefined ? '' : ` (${event.target})`}`
    return changeVerdict(burst, reasons, `${what} ${fromWhere(event)}${kit ? `, with a build that attackers' tools use` : ''}`)
  },
})

const isRegistration = (event: AccountEvent): event is ChangeEvent => event.kind === 'change' && event.what === 'device_registered'
const deviceOf = (event: ChangeEvent): string => event.detail?.deviceId ?? event.target ?? event.id
