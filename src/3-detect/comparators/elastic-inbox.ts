/** Elastic's and Panther's rules for mailboxes: mail sent outside, or put out of sight. */

import type { ChangeEvent } from '../../0-event/event.ts'
import type { AccountComparator } from '../comparator.ts'

/** Our choice among the words that such rules list: payment, and warnings of phishing. */
const fraud = /invoice|payment|wire|bank|phish|hack|suspicious|security alert|password/i

export const elasticInbox: AccountComparator = {
  name: 'elastic-inbox',
  title: 'Elastic, Panther: inbox rule',
  condition:
    'An inbox rule or a forwarding that sends mail to another domain than the own, or a rule that deletes or moves mail and has a name without letters or looks for words of fraud.',
  published:
    'elastic/detection-rules@14cf530 rules/integrations/o365 (inbox rules); panther-labs/panther-analysis@daa10c8 (M365 external forwarding)',
  reads: ['microsoft-365'],
  against: ['foothold'],
  scope: 'account',
  fresh: () => (event) =>
    event.kind === 'change' &&
    event.outcome === 'success' &&
    (event.what === 'inbox_rule' || event.what === 'mail_forwarding') &&
    (isSentOut(event) || isHidden(event)),
}

const domainOf = (name: string | undefined): string | undefined => name?.toLowerCase().split('@')[1]

function isSentOut({ user, detail }: ChangeEvent): boolean {
  const own = domainOf(user.email ?? user.name)
  return detail?.forwardTo?.some((to) => domainOf(to) !== undefined && domainOf(to) !== own) === true
}

const isHidden = ({ target, detail }: ChangeEvent): boolean =>
  (detail?.deletes === true || detail?.moveTo !== undefined) &&
  ((target !== undefined && !/[a-z]/i.test(target)) || detail.words?.some((word) => fraud.test(word)) === true)
