/** A dynamic value as an indented tree whose branches open and close. */
import { clean } from '../../text/clean.ts'
import { valueText } from '../text/cells.ts'
import classes from './tree.module.css'

/** Children of one branch; the copy of the value has all. */
const childrenMax = 200
const depthMax = 30
const textMax = 4000

interface TreeProps {
  readonly name: string
  readonly value: unknown
  readonly depth?: number
}

export function Tree({ name, value, depth = 0 }: TreeProps) {
  const children = depth < depthMax ? childrenOf(value) : undefined
  if (children === undefined) return <Leaf name={name} value={value} />
  return (
    <details className={classes['branch']} open={depth < 2}>
      <summary>
        <Name name={name} />{' '}
        <span className={classes['size']}>{Array.isArray(value) ? `[${children.length}]` : `{${children.length}}`}</span>
      </summary>
      <div className={classes['children']}>
        {children.slice(0, childrenMax).map(([key, inner]) => (
          <Tree key={key} name={key} value={inner} depth={depth + 1} />
        ))}
        {children.length > childrenMax && <div className={classes['size']}>{children.length - childrenMax} more</div>}
      </div>
    </details>
  )
}

function Leaf({ name, value }: { readonly name: string; readonly value: unknown }) {
  return (
    <div className={classes['leaf']}>
      <Name name={name} />{' '}
      <bdi data-type={value === null ? 'null' : typeof value}>{clean(typeof value === 'string' ? value : valueText(value), textMax)}</bdi>
    </div>
  )
}

const Name = ({ name }: { readonly name: string }) => <span className={classes['name']}>{clean(name, 200)}</span>

function childrenOf(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const entries = Object.entries(value)
  return entries.length === 0 ? undefined : entries
}
