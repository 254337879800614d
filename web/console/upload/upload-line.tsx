/** One file: its name and size, how far it is, and what the server took and refused. */
import { ActionIcon, Progress } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { bytesText } from '../text/count.ts'
import { LogText } from '../text/log-text.tsx'
import { Outcome } from './outcome.tsx'
import classes from './upload-line.module.css'
import { stop, type Upload, underWay } from './uploads.ts'

export function UploadLine({ upload }: { readonly upload: Upload }) {
  const { file, progress, id } = upload
  const percent = progress.kind === 'sending' ? (progress.sent / Math.max(1, file.size)) * 100 : progress.kind === 'waiting' ? 0 : 100
  return (
    <li className={classes['line']}>
      <div className={classes['head']}>
        <strong>
          <LogText max={120}>{file.name}</LogText>
        </strong>
        <span className={classes['size']}>{bytesText(file.size)}</span>
        {(progress.kind === 'sending' || progress.kind === 'waiting') && (
          <ActionIcon size={28} variant="subtle" aria-label={`Stop sending ${file.name}`} onClick={() => stop(id)}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {underWay(upload) && (
        <Progress value={percent} size={6} color="var(--amber)" animated={progress.kind === 'reading'} aria-label={`${file.name} sent`} />
      )}
      <Outcome progress={progress} />
    </li>
  )
}
