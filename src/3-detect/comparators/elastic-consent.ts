/** Elastic's rule for Entra: consent by a person to an app that they did not consent to before. */
import { dayMs } from '../../0-event/time.ts'
import type { AccountComparator } from '../comparator.ts'

/** Apps held for one account; the one met first goes. */
const appsMax = 100

export const elasticConsent: AccountComparator = {
  name: 'elastic-consent',
  title: 'Elastic: new consent',
  condition: 'A person consents to an app that they did not consent to within 14 days.',
  published: 'elastic/detection-rules@14cf530 rules/integrations/azure (Entra ID illicit consent, first of user and app)',
  reads: ['entra-id'],
  against: ['foothold'],
  scope: 'account',
  fresh() {
    const apps = new Map<string, number>()
    return (event) => {
      const app = event.app?.uid ?? event.app?.name
      if (event.kind !== 'change' || event.what !== 'consent_granted' || event.outcome !== 'success' || app === undefined) return false
      const before = apps.get(app)
      apps.set(app, event.time)
      if (apps.size > appsMax) for (const oldest of apps.keys()) if (apps.delete(oldest)) break
      return before === undefined || event.time - before > 14 * dayMs
    }
  },
}
