/** The accounts that were taken for this person, and the way to say that one is somebody else's. */
import { Link } from '@tanstack/react-router'
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import { Aliases } from '../persons/aliases.tsx'
import { LogText } from '../text/log-text.tsx'

export function PersonCard({ incident: { person, aliases } }: { readonly incident: IncidentDetail }) {
  return (
    <Card title="The person">
      <p>
        <LogText max={120}>{person.displayName ?? person.name}</LogText>. These accounts are taken for the same human; if one is not, say
        so, and findings from now on are told apart.
      </p>
      <Aliases person={person} aliases={aliases} corrected={[]} />
      <p>
        <Link to="/persons/$id" params={{ id: person.id }}>
          The risk of this person, and why
        </Link>
      </p>
    </Card>
  )
}
