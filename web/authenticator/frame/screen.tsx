/** The frame of every screen: a way back, a heading that takes the focus when the screen is new, and the page's title. */
import { type ReactNode, useEffect, useRef } from 'react'
import { useSay } from '../text/use-say.ts'
import { Bell } from './bell.tsx'
import { go } from './go.ts'
import { type Route, writeRoute } from './route.ts'

interface Props {
  readonly title: string
  /** Where back leads; none on the first screen. */
  readonly back?: Route | undefined
  /** Above the heading: whose account. */
  readonly over?: ReactNode
  readonly tone?: 'plain' | 'good' | 'bad'
  readonly children: ReactNode
}

export function Screen({ title, back, over, tone = 'plain', children }: Props) {
  const { say } = useSay()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${say('app.name')}`
    heading.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [title, say])
  return (
    <>
      <header className="top">
        {back === undefined ? (
          <Bell />
        ) : (
          <a className="back" href={writeRoute(back)} onClick={(event) => leave(event, back)}>
            <span className="arrow" aria-hidden="true" />
            {say('app.back')}
          </a>
        )}
        <span className="brand">{say('app.name')}</span>
      </header>
      <main className={`screen ${tone}`}>
        {over}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </main>
    </>
  )
}

function leave(event: React.MouseEvent, back: Route): void {
  event.preventDefault()
  go(back)
}
