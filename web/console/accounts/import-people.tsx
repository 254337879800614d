/** The dialog that imports people from a file: first what it would do, then doing it. */
import { Button, Checkbox, FileInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImportReport } from '../../../src/7-provider/directory/wire.ts'
import { Modal } from '../frame/modal.tsx'
import { Failed } from '../look/failed.tsx'
import { clean } from '../text/clean.ts'
import { importPeople } from '../wire/writes.ts'
import classes from './accounts.module.css'

export function ImportPeople({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  return (
    <Modal title="Import people" open={open} close={close} wide>
      <ImportForm close={close} />
    </Modal>
  )
}

function ImportForm({ close }: { readonly close: () => void }) {
  const client = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [passes, setPasses] = useState(false)
  const send = useMutation({
    mutationFn: async (dry: boolean) => importPeople((await file?.text()) ?? '', { dry, passes }),
    onSuccess: (report) => (report.dry ? undefined : client.invalidateQueries({ queryKey: ['accounts'] })),
  })
  const done = send.data?.dry === false
  return (
    <div className={classes['form']}>
      <FileInput
        label="A file of separated values"
        description="What Entra ID and Okta export is understood as it is. A name is enough; display name, e-mail, groups and more are taken where they are there."
        placeholder="Choose a file"
        accept=".csv,.txt,text/csv"
        value={file}
        onChange={(chosen) => {
          setFile(chosen)
          send.reset()
        }}
      />
      <Checkbox
        color="var(--amber)"
        iconColor="var(--on-amber)"
        label="Make an access pass for each new person"
        description="Good for an hour at most: only where they enrol now."
        checked={passes}
        disabled={done}
        onChange={(event) => setPasses(event.currentTarget.checked)}
      />
      {send.isError && <Failed what="The file was not taken." error={send.error} />}
      {send.data !== undefined && <Outcome report={send.data} />}
      {send.data?.passes !== undefined && <Passes text={send.data.passes} />}
      <div className={classes['buttons']}>
        {done ? (
          <Button onClick={close}>Close</Button>
        ) : (
          <>
            <Button variant="default" disabled={file === null} loading={send.isPending && send.variables} onClick={() => send.mutate(true)}>
              Try it first
            </Button>
            <Button disabled={send.data === undefined} loading={send.isPending && !send.variables} onClick={() => send.mutate(false)}>
              Import
            </Button>
          </>
        )}
      </div>
    </div>
  )
}

/** Rows that are shown; all that were refused come first. */
const shownMax = 200

function Outcome({ report }: { readonly report: ImportReport }) {
  const { created, updated, unchanged, refused } = report.counts
  const rows = [...report.rows]
    .sort((one, other) => Number(other.outcome === 'refused') - Number(one.outcome === 'refused'))
    .slice(0, shownMax)
  const skipped = report.columns.filter(({ field }) => field === undefined)
  return (
    <>
      <p role="status">
        <strong>{report.dry ? 'It would be: ' : 'Done: '}</strong>
        {created} made, {updated} changed, {unchanged} as before, {refused} refused.
      </p>
      {skipped.length > 0 && (
        <p className={classes['small']}>Columns not taken: {skipped.map(({ header }) => clean(header, 60)).join(', ')}.</p>
      )}
      {skipped.some(({ note }) => note?.includes('password')) && (
        <p className={classes['small']}>Passwords are not taken: people choose their own.</p>
      )}
      <section className={classes['table']} aria-label="Rows of the file">
        <table>
          <thead>
            <tr>
              <th>Row</th>
              <th>Name</th>
              <th>Outcome</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ row, name, outcome, why }) => (
              <tr key={row} data-outcome={outcome}>
                <td>{row}</td>
                <td>{clean(name, 120)}</td>
                <td>{why === undefined ? outcome : `refused: ${clean(why, 300)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function Passes({ text }: { readonly text: string }) {
  const save = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
    link.download = 'access-passes.csv'
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <div className={classes['buttons']}>
      <Button onClick={save}>Save the access passes</Button>
      <p className={classes['small']}>They are shown this once. Hand each to its person only.</p>
    </div>
  )
}
