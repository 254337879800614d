/** Whether a session may change how its person signs in: a proof not older than some minutes, and as strong as what it changes. */
import { type Acr, reaches } from '../methods/method.ts'
import type { PersonSession } from '../sessions.ts'
import type { ProviderSettings } from '../settings.ts'

/** `step-up`: sign in again first. `add-only`: an access pass opened this; methods may be added, and nothing else. */
export type Permission = 'yes' | 'step-up' | 'add-only'

/**
 * ASVS 7.5.1 wants a full proof before methods change; NIST SP 800-63B-4 §4.1.2.1 one as strong as the new method. `add`: the change only adds a method.
 */
export function mayChange(session: PersonSession, settings: ProviderSettings, now: number, change: 'add' | 'other'): Permission {
  if (session.authTime <= now - settings.stepUpMs) return 'step-up'
  if (session.enrolOnly) return change === 'add' ? 'yes' : 'add-only'
  return reaches(session.acr as Acr, 'aal2') ? 'yes' : 'step-up'
}
