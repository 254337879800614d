/** What the detections noticed, each with its reason. */
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import { Failed } from '../look/failed.tsx'
import { LevelSign } from '../look/level-sign.tsx'
import { LogText } from '../text/log-text.tsx'
import { When } from '../text/when.tsx'
import { splitIncident } from '../wire/writes.ts'
import classes from './findings.module.css'
import { techniqueText } from './technique.ts'

export function Findings({ incident }: { readonly incident: IncidentDetail }) {
  const { evidence: findings, id } = incident
  const navigate = useNavigate()
  const split = useMutation({
    mutationFn: (finding: string) => splitIncident(id, [finding]),
    onSuccess: (apart) => navigate({ to: '/incidents/$id', params: { id: apart.id } }),
  })
  return (
    <Card title="Why Tocsin rang">
      {split.isError && <Failed what="It was not split off." error={split.error} />}
      {findings.length === 0 && <p>The findings of this incident are no longer kept.</p>}
      <ul className={classes['list']}>
        {findings.map((finding) => (
          <li key={finding.id} id={`finding-${finding.id}`} tabIndex={-1} className={classes['finding']}>
            <div className={classes['head']}>
              <h3>{finding.title}</h3>
              <LevelSign level={finding.level} />
            </div>
            <p>
              <LogText max={600}>{finding.why}</LogText>
            </p>
            <p className={classes['small']}>
              <When time={finding.detectedTime} />
            </p>
            <p className={classes['small']}>
              <code>{finding.detection}</code>
              {finding.technique.map((technique) => (
                <span key={technique}>
                  {' · '}
                  <a href={`https://attack.mitre.org/techniques/${technique.replace('.', '/')}/`} target="_blank" rel="noreferrer noopener">
                    ATT&CK {technique} {techniqueText(technique)}
                    <span aria-hidden="true"> ↗</span>
                  </a>
                </span>
              ))}
            </p>
            {incident.findings.length > 1 && (
              <div>
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={split.isPending && split.variables === finding.id}
                  onClick={() => split.mutate(finding.id)}
                >
                  Another story: split it off
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
