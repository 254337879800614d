/** Number entry: a large keypad, or a keyboard; a number cannot be pasted, dropped or filled in. */
import { useEffect, useReducer, useRef } from 'react'
import { useSay } from '../text/use-say.ts'
import { emptyEntry, enter, isComplete } from './entry.ts'

interface Props {
  readonly length: number
  /** Nothing can be sent now, though it can be typed. */
  readonly isHeld: boolean
  readonly isSending: boolean
  send(number: string): void
}

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

export function Keypad({ length, isHeld, isSending, send }: Props) {
  const { say, write } = useSay()
  const [entry, step] = useReducer(enter, emptyEntry(length))
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => step({ kind: 'length', length }), [length])
  useTyping(input, (digit) => step({ kind: 'digit', digit }))
  const canSend = isComplete(entry) && !isHeld && !isSending
  const press = (digit: string) => (
    <button key={digit} type="button" className="key" onClick={() => step({ kind: 'digit', digit })} disabled={isSending}>
      {write.number(Number(digit))}
    </button>
  )
  const submit = (event: React.FormEvent): void => {
    event.preventDefault()
    if (canSend) send(entry.digits)
  }
  return (
    <form className="entry" onSubmit={submit} autoComplete="off">
      <label className="unseen" htmlFor="number">
        {say('prompt.number', { count: length })}
      </label>
      <div className="digits" data-length={length}>
        <input
          ref={input}
          id="number"
          className="typed"
          type="text"
          inputMode="none"
          autoComplete="off"
          spellCheck={false}
          value={entry.digits}
          readOnly={isSending}
          onChange={(event) => {
            if (event.target.value.length < entry.digits.length) step({ kind: event.target.value === '' ? 'clear' : 'back' })
          }}
          onPaste={(event) => event.preventDefault()}
          onDrop={(event) => event.preventDefault()}
        />
        <span className="boxes" dir="ltr" aria-hidden="true">
          {Array.from({ length }, (_, nth) => `place-${nth}`).map((place, nth) => (
            <span key={place} className={nth === entry.digits.length ? 'box next' : 'box'}>
              {entry.digits[nth] ?? ''}
            </span>
          ))}
        </span>
      </div>
      <fieldset className="pad" dir="ltr">
        <legend className="unseen">{say('prompt.enter')}</legend>
        {keys.map(press)}
        <button type="button" className="key small" onClick={() => step({ kind: 'clear' })} disabled={isSending}>
          {say('prompt.clear')}
        </button>
        {press('0')}
        <button
          type="button"
          className="key small"
          onClick={() => step({ kind: 'back' })}
          disabled={isSending}
          aria-label={say('prompt.delete')}
        >
          <span className="erase" aria-hidden="true" />
        </button>
      </fieldset>
      <button type="submit" className="main" disabled={!canSend}>
        {isSending ? say('prompt.sending') : say('prompt.send')}
      </button>
    </form>
  )
}

/** One character at a time comes from a keyboard; anything longer was pasted, dropped or filled in. */
function useTyping(input: React.RefObject<HTMLInputElement | null>, typed: (digit: string) => void): void {
  const latest = useRef(typed)
  latest.current = typed
  useEffect(() => {
    const field = input.current
    if (field === null) return
    const before = (event: InputEvent): void => {
      // Enter is a line break that never comes: it sends the form.
      if (!event.inputType.startsWith('insert') || event.inputType === 'insertLineBreak') return
      event.preventDefault()
      if (event.inputType === 'insertText' && event.data !== null) latest.current(event.data)
    }
    // Digits also count while the focus is elsewhere on the page, as on a telephone.
    const anywhere = (event: KeyboardEvent): void => {
      const isElsewhere = event.target !== field && !event.ctrlKey && !event.metaKey && !event.altKey
      if (isElsewhere && event.key.length === 1) latest.current(event.key)
    }
    field.addEventListener('beforeinput', before)
    document.addEventListener('keydown', anywhere)
    return () => {
      field.removeEventListener('beforeinput', before)
      document.removeEventListener('keydown', anywhere)
    }
  }, [input])
}
