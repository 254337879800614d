/** Help and settings: the language, what this browser can do, and what no browser can. */
import { useEffect, useState } from 'react'
import { Screen } from '../frame/screen.tsx'
import { languages } from '../text/languages.ts'
import { useSay } from '../text/use-say.ts'
import { type Here, lookAround } from './here.ts'

interface Props {
  /** Undefined follows the phone. */
  readonly language: string | undefined
  speak(tag: string | undefined): void
}

export function HelpScreen({ language, speak }: Props) {
  const { say } = useSay()
  const [here, setHere] = useState<Here>()
  useEffect(() => {
    void lookAround().then(setHere)
  }, [])
  const missing = languages.filter(({ load }) => load === undefined)
  return (
    <Screen title={say('help.title')} back={{ screen: 'list' }}>
      <div className="form">
        <label htmlFor="language">{say('help.language')}</label>
        <select
          id="language"
          value={language ?? ''}
          onChange={(event) => speak(event.target.value === '' ? undefined : event.target.value)}
        >
          <option value="">{say('help.languageAuto')}</option>
          {languages.map(({ tag, name, load }) => (
            <option key={tag} value={tag} lang={tag} disabled={load === undefined}>
              {name}
            </option>
          ))}
        </select>
        <p className="soft">{say('help.languageMissing', { languages: missing.map(({ name }) => name).join(', ') })}</p>
      </div>
      <section aria-labelledby="asked">
        <h2 id="asked">{say('help.asked')}</h2>
        <p>{say('help.askedWhat')}</p>
      </section>
      <section aria-labelledby="here">
        <h2 id="here">{say('help.state')}</h2>
        {here === undefined ? <p role="status">{say('app.loading')}</p> : <State here={here} />}
      </section>
      <section aria-labelledby="install">
        <h2 id="install">{say('help.install')}</h2>
        <p>{say('help.installAndroid')}</p>
        <p>{say('help.installIos')}</p>
      </section>
      <section aria-labelledby="cannot">
        <h2 id="cannot">{say('help.cannot')}</h2>
        <ul className="bullets">
          {(['help.cannotPush', 'help.cannotIos', 'help.cannotKeep', 'help.cannotHardware', 'help.cannotMove'] as const).map((key) => (
            <li key={key}>{say(key)}</li>
          ))}
        </ul>
      </section>
    </Screen>
  )
}

function State({ here }: { readonly here: Here }) {
  const { say } = useSay()
  const yes = (is: boolean): string => say(is ? 'help.yes' : 'help.no')
  const notices = { on: say('help.noticesOn'), off: say('help.noticesOff'), none: say('help.noticesNone') }[here.notices]
  const facts: readonly (readonly [string, string])[] = [
    [say('help.notices'), notices],
    [say('help.installed'), yes(here.isInstalled)],
    [say('help.storage'), here.isKept ? say('help.yes') : say('help.storageMaybe')],
    [say('help.camera'), yes(here.scans)],
    [say('help.biometrics'), yes(here.confirms)],
  ]
  return (
    <dl className="card">
      {facts.map(([name, value]) => (
        <div className="fact" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
