/** What the incident was, said while closing it: detections learn from it. */
import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { Classification, Determination } from '../../../src/4-risk/incident.ts'
import { classificationText, determinationsFor, determinationText } from './verdicts.ts'
import classes from './work.module.css'

interface CloseFormProps {
  readonly close: (said: { readonly classification: Classification; readonly determination: Determination }) => void
  readonly back: () => void
  readonly busy: boolean
}

export function CloseForm({ close, back, busy }: CloseFormProps) {
  const [classification, setClassification] = useState<Classification>('unknown')
  const [determination, setDetermination] = useState<Determination>('unknown')
  const details: readonly Determination[] = ['unknown', ...determinationsFor[classification]]
  return (
    <fieldset className={classes['closing']}>
      <legend>What was it?</legend>
      <NativeSelect
        label="It was"
        data={Object.entries(classificationText).map(([value, label]) => ({ value, label }))}
        value={classification}
        onChange={(event) => {
          setClassification(event.currentTarget.value as Classification)
          setDetermination('unknown')
        }}
      />
      {details.length > 1 && (
        <NativeSelect
          label="More exactly"
          data={details.map((value) => ({ value, label: determinationText[value] }))}
          value={determination}
          onChange={(event) => setDetermination(event.currentTarget.value as Determination)}
        />
      )}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={back}>
          Back
        </Button>
        <span className={classes['space']} />
        <Button loading={busy} onClick={() => close({ classification, determination })}>
          Close it
        </Button>
      </div>
    </fieldset>
  )
}
