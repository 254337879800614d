/** One person with their accounts. */
import { Link } from '@tanstack/react-router'
import type { PersonView } from '../../../src/8-server/wire.ts'
import { count } from '../text/count.ts'
import { LogText } from '../text/log-text.tsx'
import { Aliases } from './aliases.tsx'
import classes from './persons-page.module.css'

export function PersonRow({ person }: { readonly person: PersonView }) {
  return (
    <section className={classes['person']}>
      <div>
        <h2>
          <Link to="/persons/$id" params={{ id: person.id }}>
            <LogText max={120}>{person.displayName ?? person.name}</LogText>
          </Link>
        </h2>
        {person.displayName !== undefined && person.displayName !== person.name && (
          <p className={classes['small']}>
            <LogText max={120}>{person.name}</LogText>
          </p>
        )}
        <p className={classes['small']}>{count(person.aliases.length, 'account')}</p>
      </div>
      <Aliases person={person} aliases={person.aliases} corrected={person.corrected} />
    </section>
  )
}
