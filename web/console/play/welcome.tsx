/** Nothing is in the store yet: what Tocsin does, and the two ways to begin. */
import { useWindowTitle } from '../frame/page.tsx'
import { Bell } from '../look/bell.tsx'
import { AddLogs } from './add-logs.tsx'
import { Scenarios } from './scenarios.tsx'
import classes from './welcome.module.css'

export function Welcome() {
  useWindowTitle('Begin')
  return (
    <div className={classes['welcome']}>
      <div className={classes['head']}>
        <Bell size={54} ringing />
        <div>
          <h1>Is anyone being bombed with sign-in prompts?</h1>
          <p>
            Tocsin reads the sign-in logs you have, from Entra ID, Okta, Duo and others, and shows who is asked again and again, what they
            answered, and whether somebody gave in. The store is empty. There are two ways to begin.
          </p>
        </div>
      </div>
      <div className={classes['ways']}>
        <AddLogs />
        <Scenarios />
      </div>
    </div>
  )
}
