/** Takes files dropped anywhere on the page. */
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { messageOf } from '../wire/problem.ts'
import classes from './drop-anywhere.module.css'
import { filesOf } from './files-of.ts'
import { send, whenDone } from './uploads.ts'

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

export function DropAnywhere() {
  const client = useQueryClient()
  const over = useDrop(take)
  useEffect(() => whenDone(() => void client.invalidateQueries()), [client])
  return (
    <div className={classes['over']} data-over={over || undefined} aria-hidden="true">
      <p>Drop the logs to read them</p>
    </div>
  )
}

function take(transfer: DataTransfer): void {
  filesOf(transfer).then(send, (error: unknown) =>
    notifications.show({ color: 'red', title: 'The dropped files could not be read', message: messageOf(error) }),
  )
}

/** Whether files are held over the page; `drop` takes them. */
function useDrop(drop: (transfer: DataTransfer) => void): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    // Entering a child comes before leaving its parent, so enters and leaves are counted.
    let depth = 0
    const enter = (event: DragEvent): void => {
      if (!holdsFiles(event)) return
      depth += 1
      setOver(true)
    }
    const leave = (event: DragEvent): void => {
      if (!holdsFiles(event)) return
      depth = Math.max(0, depth - 1)
      setOver(depth > 0)
    }
    const hover = (event: DragEvent): void => {
      if (holdsFiles(event)) event.preventDefault()
    }
    const fall = (event: DragEvent): void => {
      depth = 0
      setOver(false)
      if (!holdsFiles(event) || event.dataTransfer === null) return
      event.preventDefault()
      drop(event.dataTransfer)
    }
    const off = new AbortController()
    const { signal } = off
    window.addEventListener('dragenter', enter, { signal })
    window.addEventListener('dragleave', leave, { signal })
    window.addEventListener('dragover', hover, { signal })
    window.addEventListener('drop', fall, { signal })
    return () => off.abort()
  }, [drop])
  return over
}
