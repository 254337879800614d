/** One refused record. */
import type { QuarantineView } from '../../../src/8-server/wire.ts'
import { Copy } from '../text/copy.tsx'
import { numberText } from '../text/count.ts'
import { LogText } from '../text/log-text.tsx'
import { When } from '../text/when.tsx'
import classes from './refused-page.module.css'

export function RefusedRecord({ item }: { readonly item: QuarantineView['items'][number] }) {
  return (
    <li className={classes['item']}>
      <div className={classes['head']}>
        <span>
          <LogText max={200}>{item.from}</LogText>, line {numberText(item.line)}
        </span>
        <When time={item.time} />
      </div>
      <p className={classes['why']}>
        <LogText max={400}>{item.why}</LogText>
      </p>
      <p className={classes['text']} dir="ltr">
        <LogText max={600}>{item.text}</LogText>
      </p>
      <div>
        <Copy text={item.text} what="the record" />
      </div>
    </li>
  )
}
