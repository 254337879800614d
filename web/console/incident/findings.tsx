/** What the detections noticed, each with its reason. */
import type { Finding } from '../../../src/3-detect/finding.ts'
import { Card } from '../look/card.tsx'
import { LevelSign } from '../look/level-sign.tsx'
import { LogText } from '../text/log-text.tsx'
import { When } from '../text/when.tsx'
import classes from './findings.module.css'
import { techniqueText } from './technique.ts'

export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <Card title="Why Tocsin rang">
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
          </li>
        ))}
      </ul>
    </Card>
  )
}
