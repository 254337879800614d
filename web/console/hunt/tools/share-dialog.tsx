/** A link that holds the query. What it holds stays behind the `#`, so no server's log sees it. */
import { useEffect, useState } from 'react'
import { Modal } from '../../frame/modal.tsx'
import { Copy } from '../../text/copy.tsx'
import { packed } from '../text/share.ts'
import classes from './dialogs.module.css'

interface ShareDialogProps {
  readonly open: boolean
  readonly close: () => void
  readonly text: string
}

/** Longer links are cut by mail programs and chats. */
const linkMax = 8000

export function ShareDialog({ open, close, text }: ShareDialogProps) {
  const [link, setLink] = useState('')
  useEffect(() => {
    if (!open) return
    let isCurrent = true
    const here = location.href.split('#')[0]
    packed(text).then(
      (letters) => isCurrent && setLink(`${here}#/hunt?q=${letters}`),
      () => isCurrent && setLink(''),
    )
    return () => {
      isCurrent = false
    }
  }, [open, text])
  return (
    <Modal title="Share" open={open} close={close}>
      <p>Whoever opens this link finds the query in the editor. They still have to sign in, and to run it themselves.</p>
      {link.length > linkMax && (
        <p className={classes['none']}>The link is long ({link.length} characters); some programs cut such links.</p>
      )}
      <textarea readOnly rows={4} className={classes['text']} aria-label="Link" value={link} />
      <div>
        <Copy text={link} what="the link" />
      </div>
    </Modal>
  )
}
