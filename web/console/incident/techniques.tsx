/** MITRE ATT&CK: what was done in its words, in the order of an attack. */
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import classes from './techniques.module.css'

export function Techniques({ techniques }: { readonly techniques: IncidentDetail['techniqueNames'] }) {
  if (techniques.length === 0) return null
  return (
    <Card title="Techniques">
      <ul className={classes['list']}>
        {techniques.map(({ id, name, tactics }) => (
          <li key={id}>
            <a href={`https://attack.mitre.org/techniques/${id.replace('.', '/')}/`} target="_blank" rel="noreferrer noopener">
              {id} {name === id ? '' : name}
              <span aria-hidden="true"> ↗</span>
            </a>
            {tactics[0] !== undefined && <span className={classes['tactic']}>{tactics[0]}</span>}
          </li>
        ))}
      </ul>
    </Card>
  )
}
