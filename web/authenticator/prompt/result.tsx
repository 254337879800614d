/** What came of an answer, and what to do now. */
import type { Answered, PhonePrompt } from '../../../src/7-provider/wire.ts'
import { go } from '../frame/go.ts'
import { Screen } from '../frame/screen.tsx'
import { useSay } from '../text/use-say.ts'

interface Props {
  readonly outcome: Answered['outcome']
  readonly prompt: PhonePrompt
  /** After a wrong number, what was not theirs can be reported in its history. */
  readonly account: string
}

export function Result({ outcome, prompt, account }: Props) {
  const { say } = useSay()
  const { title, what, sign } = words(outcome, prompt, say)
  return (
    <Screen title={title} tone={sign} over={<span className={`sign ${sign}`} aria-hidden="true" />}>
      <p className="lead" role="status">
        {what}
      </p>
      <button type="button" className="main" onClick={() => go({ screen: 'list' })}>
        {say('result.toAccounts')}
      </button>
      {outcome === 'wrong' ? (
        <button type="button" className="quiet" onClick={() => go({ screen: 'history', account })}>
          {say('result.wrongReport')}
        </button>
      ) : null}
    </Screen>
  )
}

function words(outcome: Answered['outcome'], { context, kind }: PhonePrompt, say: ReturnType<typeof useSay>['say']) {
  switch (outcome) {
    case 'approved':
      if (kind !== 'sign-in') return { title: say('result.approvedOther'), what: say('result.approvedOtherWhat'), sign: 'good' as const }
      return { title: say('result.approved'), what: say('result.approvedWhat', { app: context.app }), sign: 'good' as const }
    case 'wrong':
      return { title: say('result.wrong'), what: say('result.wrongWhat'), sign: 'bad' as const }
    case 'denied':
      return { title: say('result.denied'), what: say('result.deniedWhat'), sign: 'bad' as const }
    case 'mistyped':
      return { title: say('result.mistyped'), what: say('result.mistypedWhat'), sign: 'plain' as const }
    case 'reported':
      return { title: say('result.reported'), what: say('result.reportedWhat'), sign: 'bad' as const }
  }
}

/** Over, given up, or never there. */
export function Over() {
  const { say } = useSay()
  return (
    <Screen title={say('over.title')} over={<span className="sign plain" aria-hidden="true" />}>
      <p className="lead">{say('over.what')}</p>
      <button type="button" className="main" onClick={() => go({ screen: 'list' })}>
        {say('result.toAccounts')}
      </button>
    </Screen>
  )
}
