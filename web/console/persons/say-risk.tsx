/** What an analyst says of a person's risk; a reason is asked for, since it stands in the history. */
import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { PersonRisk } from '../../../src/8-server/risk-wire.ts'
import { Modal } from '../frame/modal.tsx'
import { Failed } from '../look/failed.tsx'
import { type RiskSaying, sayRisk } from '../wire/writes.ts'
import classes from './person-page.module.css'

const sayings: readonly { readonly says: RiskSaying; readonly label: string; readonly effect: string }[] = [
  { says: 'dismissed', label: 'Dismiss the risk', effect: 'What is open now counts no longer. It says little about the detections.' },
  {
    says: 'safe',
    label: 'Confirm safe',
    effect: 'What is open now was wrong: it counts no longer, and its detections count a little less.',
  },
  {
    says: 'compromised',
    label: 'Confirm compromised',
    effect: 'The risk is high until an analyst says otherwise, whatever the account does.',
  },
  {
    says: 'was_me',
    label: 'They say it was them',
    effect: 'The risk falls a little, unless something was left behind that an attacker may have made.',
  },
  {
    says: 'was_not_me',
    label: 'They say it was not them',
    effect: 'The risk is high until the password is changed safely or an analyst says otherwise.',
  },
]

export function SayRisk({ risk }: { readonly risk: PersonRisk }) {
  const [chosen, setChosen] = useState<(typeof sayings)[number]>()
  return (
    <>
      <div className={classes['buttons']}>
        {sayings.map((one) => (
          <Button key={one.says} variant="default" onClick={() => setChosen(one)}>
            {one.label}
          </Button>
        ))}
      </div>
      <Modal title={chosen?.label ?? ''} open={chosen !== undefined} close={() => setChosen(undefined)}>
        {chosen !== undefined && <Say id={risk.person.id} saying={chosen} close={() => setChosen(undefined)} />}
      </Modal>
    </>
  )
}

interface SayProps {
  readonly id: string
  readonly saying: (typeof sayings)[number]
  readonly close: () => void
}

function Say({ id, saying, close }: SayProps) {
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const say = useMutation({
    mutationFn: () => sayRisk(id, saying.says, reason.trim()),
    onSuccess: async () => {
      close()
      await client.invalidateQueries()
    },
  })
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault()
        say.mutate()
      }}
    >
      <p>{saying.effect}</p>
      <Textarea
        label="Why"
        description="It stands in the history."
        required
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {say.isError && <Failed what="It was not said." error={say.error} />}
      <Button type="submit" loading={say.isPending} disabled={reason.trim() === ''}>
        {saying.label}
      </Button>
    </form>
  )
}
