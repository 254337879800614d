/** One account in the list. */
import { Link } from '@tanstack/react-router'
import type { AccountView } from '../../../src/7-provider/directory/wire.ts'
import { clean } from '../text/clean.ts'
import { LogText } from '../text/log-text.tsx'
import classes from './accounts.module.css'
import { MethodSigns } from './methods.tsx'

export function AccountRow({ account }: { readonly account: AccountView }) {
  return (
    <li className={classes['row']}>
      <div>
        <h2>
          <Link to="/accounts/$id" params={{ id: account.id }}>
            {clean(account.displayName, 120)}
          </Link>
        </h2>
        <p className={classes['small']}>
          <LogText max={200}>{account.name}</LogText>
        </p>
      </div>
      <MethodSigns methods={account.methods} />
      <AccountTags account={account} />
    </li>
  )
}

export function AccountTags({ account }: { readonly account: AccountView }) {
  return (
    <div className={classes['tags']}>
      {account.state === 'disabled' && (
        <span className={classes['tag']} data-strong>
          Disabled
        </span>
      )}
      {account.suppressedUntil !== undefined && (
        <span className={classes['tag']} data-strong>
          Prompts stopped
        </span>
      )}
      {account.privileged && <span className={classes['tag']}>Privileged</span>}
      {account.source === 'scim' && <span className={classes['tag']}>From a directory</span>}
    </div>
  )
}
