/** What the server says of this phone and account: in use, suspended, or with prompts held back. */
import type { PhoneStatus } from '../../../src/7-provider/wire.ts'
import { useSay } from '../text/use-say.ts'
import { serverNow } from '../wire/clock.ts'

export function State({ status }: { readonly status: PhoneStatus }) {
  const { say, write } = useSay()
  const { state, suppressed, confirming } = status
  if (state === 'suspended') return <p className="note bad">{say('account.suspended')}</p>
  if (state === 'disabled') return <p className="note bad">{say('account.disabled')}</p>
  return (
    <>
      {suppressed === undefined ? null : (
        <section className="note warn" aria-labelledby="held">
          <h2 id="held">{say('list.held')}</h2>
          <p>{say('account.held', { until: write.when(suppressed.until, serverNow()), why: ended(suppressed.why) })}</p>
        </section>
      )}
      <ul className="facts">
        <li className="yes">{say('account.active')}</li>
        {confirming ? <li className="yes">{say('finish.confirmOn')}</li> : null}
      </ul>
    </>
  )
}

/** The reason is the server's sentence, which may lack its full stop. */
const ended = (text: string): string => (/[.!?。]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`)
