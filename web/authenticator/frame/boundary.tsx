/** What is seen when a part of the app throws: never an empty page. */
import { Component, type ReactNode } from 'react'
import { Speaking } from '../text/use-say.ts'
import { Screen } from './screen.tsx'

/** React has error boundaries only as classes. */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError(): { readonly isBroken: boolean } {
    return { isBroken: true }
  }

  override render(): ReactNode {
    return this.state.isBroken ? (
      <Speaking.Consumer>
        {({ say }) => <Broken title={say('app.broken')} what={say('app.brokenWhat')} restart={say('app.restart')} />}
      </Speaking.Consumer>
    ) : (
      this.props.children
    )
  }
}

function Broken({ title, what, restart }: { readonly title: string; readonly what: string; readonly restart: string }) {
  return (
    <Screen title={title} tone="bad">
      <p>{what}</p>
      <button type="button" className="main" onClick={() => location.replace(location.pathname)}>
        {restart}
      </button>
    </Screen>
  )
}
