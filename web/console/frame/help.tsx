/** The keys, in a dialog that `?` opens. */
import { ActionIcon, Kbd, Switch } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import { watched } from '../wire/watched.ts'
import bar from './bar.module.css'
import classes from './help.module.css'
import { turnKeys, useKeys, useKeysOn } from './keys.ts'
import { Modal } from './modal.tsx'

const rows: readonly (readonly [readonly string[], string])[] = [
  [['j', '↓'], 'Next incident'],
  [['k', '↑'], 'Previous incident'],
  [['Enter'], 'Open the incident'],
  [['e'], 'Close the incident, or open it again'],
  [['n'], 'Show incidents that came in while you were reading'],
  [['/'], 'Search'],
  [['u'], 'Back to the list'],
  [['Shift Enter'], 'Hunt: run the query under the cursor, or what is selected'],
  [['Esc'], 'Hunt: leave the editor; Ctrl M lets Tab leave it'],
  [['?'], 'These keys'],
]

const opened = watched(false)

export function HelpButton() {
  return (
    <ActionIcon size={40} className={bar['tool'] ?? ''} aria-label="Keyboard" title="Keyboard (?)" onClick={() => opened.set(true)}>
      <IconKeyboard size={22} aria-hidden />
    </ActionIcon>
  )
}

export function Help() {
  const open = opened.use()
  const on = useKeysOn()
  useKeys({ '?': () => opened.set(true) })
  return (
    <Modal title="Keyboard" open={open} close={() => opened.set(false)}>
      <dl className={classes['keys']}>
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Switch checked={on} onChange={(event) => turnKeys(event.currentTarget.checked)} label="Single keys do something" />
    </Modal>
  )
}
