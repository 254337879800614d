/** The last queries of this browser. */
import { Button } from '@mantine/core'
import { Modal } from '../../frame/modal.tsx'
import { clean } from '../../text/clean.ts'
import { count } from '../../text/count.ts'
import { ago } from '../../text/time.ts'
import { forgetAll, useHistory } from '../run/history.ts'
import classes from './dialogs.module.css'

interface HistoryDialogProps {
  readonly open: boolean
  readonly close: () => void
  readonly take: (text: string) => void
}

export function HistoryDialog({ open, close, take }: HistoryDialogProps) {
  const list = useHistory()
  return (
    <Modal title="History" open={open} close={close}>
      {list.length === 0 && <p className={classes['none']}>Nothing was run in this browser yet.</p>}
      <ul className={classes['list']}>
        {list.map(({ text, at, rows }) => (
          <li key={text} className={classes['item']}>
            <button type="button" className={classes['open']} onClick={() => take(text)}>
              <span className={classes['about']}>
                {ago(at, Date.now())}, {rows === undefined ? 'did not succeed' : count(rows, 'row')}
              </span>
              <code>{clean(text.replace(/\s+/g, ' '), 200)}</code>
            </button>
          </li>
        ))}
      </ul>
      {list.length > 0 && (
        <Button variant="default" onClick={forgetAll}>
          Forget all
        </Button>
      )}
    </Modal>
  )
}
