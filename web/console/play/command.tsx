/** A command to copy. */
import { Copy } from '../text/copy.tsx'
import classes from './command.module.css'

export function Command({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div className={classes['command']}>
      <code>{text}</code>
      <Copy text={text} what={what} />
    </div>
  )
}
