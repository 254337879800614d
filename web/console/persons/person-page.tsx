/** One person: how likely the account is in somebody else's hands, why, how that came about, and what people said. */
import { Skeleton } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { PersonRisk } from '../../../src/8-server/risk-wire.ts'
import { Page } from '../frame/page.tsx'
import { Card } from '../look/card.tsx'
import { Failed } from '../look/failed.tsx'
import { clean } from '../text/clean.ts'
import { personRiskRead } from '../wire/reads.ts'
import { PersonIncidents } from './person-incidents.tsx'
import classes from './person-page.module.css'
import { RiskCurve } from './risk-curve.tsx'
import { RiskHistory } from './risk-history.tsx'
import { RiskReasons } from './risk-reasons.tsx'
import { levelWords, stateWords } from './risk-words.ts'
import { SayRisk } from './say-risk.tsx'

export function PersonPage() {
  const { id } = useParams({ from: '/inside/persons/$id' })
  const read = useQuery(personRiskRead(id))
  const name = clean(read.data?.person.displayName ?? read.data?.person.name ?? id, 120)
  return (
    <Page
      title={name}
      lead={
        <Link to="/persons" className={classes['back']}>
          <IconArrowLeft size={18} aria-hidden /> Persons
        </Link>
      }
    >
      {read.isError && <Failed what="The person could not be read." error={read.error} retry={() => void read.refetch()} />}
      {read.isPending && <Skeleton h={320} radius={10} />}
      {read.data !== undefined && <Standing risk={read.data} />}
    </Page>
  )
}

function Standing({ risk }: { readonly risk: PersonRisk }) {
  return (
    <div className={classes['columns']}>
      <Card title="Risk now">
        <p className={classes['level']} data-level={risk.level}>
          {levelWords[risk.level]}
        </p>
        <p>{stateWords[risk.state]}</p>
        <p>
          Taken together, the reasons make it {chance(risk.score)} that somebody else is at this account: a measure for putting persons in
          order, not a counted share.
        </p>
        <RiskReasons risk={risk} />
        <SayRisk risk={risk} />
      </Card>
      <div className={classes['column']}>
        <Card title="The last 30 days">
          <RiskCurve curve={risk.curve} />
        </Card>
        <Card title="How it came about">
          <RiskHistory risk={risk} />
        </Card>
        <PersonIncidents person={risk.person.id} />
      </div>
    </div>
  )
}

const chance = (score: number): string => (score < 0.01 ? 'under 1 %' : score > 0.99 ? 'over 99 %' : `about ${Math.round(score * 100)} %`)
