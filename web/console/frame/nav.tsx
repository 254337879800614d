/** The pages; beside the mark on a wide screen, under the thumb on a phone. */
import { IconApps, IconBellRinging, IconFilter, IconKey, IconPlus, IconTerminal2, IconUserShield, IconUsers } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import classes from './nav.module.css'

const pages = [
  { to: '/', label: 'Incidents', Icon: IconBellRinging },
  { to: '/hunt', label: 'Hunt', Icon: IconTerminal2 },
  { to: '/persons', label: 'Persons', Icon: IconUsers },
  { to: '/accounts', label: 'Accounts', Icon: IconUserShield },
  { to: '/applications', label: 'Apps', Icon: IconApps },
  { to: '/refused', label: 'Refused', Icon: IconFilter },
  { to: '/tokens', label: 'Tokens', Icon: IconKey },
  { to: '/add', label: 'Add logs', Icon: IconPlus },
] as const

export function Nav() {
  return (
    <nav aria-label="Pages" className={classes['nav']}>
      <ul>
        {pages.map(({ to, label, Icon }) => (
          <li key={to}>
            <Link to={to} className={classes['link']} activeOptions={{ exact: to === '/' }} activeProps={{ 'data-here': true }}>
              <Icon size={20} aria-hidden />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
