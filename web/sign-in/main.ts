/** What the sign-in pages gain from a script: passkeys, a browser that is known again, and a page that moves on when the phone has answered. All of it works on plain forms. */
import './sign-in.css'
import { takeBehind } from './behind.ts'
import { offerCopies } from './copies.ts'
import { offerCreation } from './creation.ts'
import { showThisBrowser } from './device.ts'
import { offerPasskeys } from './passkey.ts'
import { tellTimes } from './times.ts'
import { waitForPhone } from './wait.ts'

showThisBrowser()
offerPasskeys()
offerCreation()
offerCopies()
tellTimes()
takeBehind()
waitForPhone()
