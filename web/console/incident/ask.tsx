/** The question that decides it, and what each answer means. */
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import { LogText } from '../text/log-text.tsx'
import classes from './ask.module.css'

export function Ask({ question }: Pick<IncidentDetail, 'question'>) {
  const { whom, text, answers } = question
  return (
    <Card title="What to ask">
      <p className={classes['whom']}>
        Ask <LogText max={90}>{whom}</LogText>:
      </p>
      <blockquote className={classes['text']}>
        <LogText max={400}>{text}</LogText>
      </blockquote>
      <dl className={classes['answers']}>
        {answers.map(({ answer, means }) => (
          <div key={answer}>
            <dt>{answer}</dt>
            <dd>{means}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
