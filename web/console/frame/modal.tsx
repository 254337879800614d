/** A dialog over the page, by the browser's own element: it keeps the focus inside and Escape closes it. */
import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import classes from './modal.module.css'

interface ModalProps {
  readonly title: string
  readonly open: boolean
  readonly close: () => void
  /** For long lines. */
  readonly wide?: boolean
  readonly children: ReactNode
}

export function Modal({ title, open, close, wide = false, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()

  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])

  return (
    <dialog ref={dialog} className={classes['modal']} data-wide={wide || undefined} aria-labelledby={heading} onClose={close}>
      {open && (
        <div className={classes['inside']}>
          <div className={classes['head']}>
            <h2 id={heading}>{title}</h2>
            <ActionIcon size={36} variant="subtle" aria-label="Close" onClick={close}>
              <IconX size={20} aria-hidden />
            </ActionIcon>
          </div>
          {children}
        </div>
      )}
    </dialog>
  )
}
