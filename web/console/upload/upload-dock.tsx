/** The files that were dropped, how far they are and what became of them; floats over the page and stays from page to page. */
import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { count } from '../text/count.ts'
import classes from './upload-dock.module.css'
import { UploadLine } from './upload-line.tsx'
import { clearFinished, underWay, uploads } from './uploads.ts'

export function UploadDock() {
  const all = uploads.use()
  if (all.length === 0) return null
  const left = all.filter(underWay).length
  return (
    <section className={classes['dock']} aria-label="Files">
      <div className={classes['head']}>
        <h2 role="status">{left > 0 ? `Reading ${count(left, 'file')}` : `${count(all.length, 'file')} finished`}</h2>
        {left === 0 ? (
          <ActionIcon size={32} variant="subtle" aria-label="Put away" onClick={clearFinished}>
            <IconX size={18} aria-hidden />
          </ActionIcon>
        ) : (
          all.length > left && (
            <Button size="compact-sm" variant="default" onClick={clearFinished}>
              Put away finished
            </Button>
          )
        )}
      </div>
      <ul className={classes['list']}>
        {all.map((upload) => (
          <UploadLine key={upload.id} upload={upload} />
        ))}
      </ul>
    </section>
  )
}
