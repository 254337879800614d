/** The editor of queries: Monaco with Microsoft's own knowledge of KQL and of our tables. */
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { HuntMistake } from '../../../../src/8-server/hunting/wire.ts'
import { createKqlEditor, type KqlEditorHandle } from './create.ts'
import classes from './kql-editor.module.css'
import { applyTheme } from './theme.ts'

interface KqlEditorProps {
  /** What it begins with. */
  readonly text: string
  readonly mistakes: readonly HuntMistake[]
  readonly changed: (text: string) => void
  readonly run: () => void
  readonly leave: () => void
  readonly ready: (editor: KqlEditorHandle) => void
}

export function KqlEditor(props: KqlEditorProps) {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<KqlEditorHandle>(undefined)
  const current = useRef(props)
  useEffect(() => {
    current.current = props
  })
  const isDark = useComputedColorScheme('light') === 'dark'

  useEffect(() => {
    if (place.current === null) return
    const made = createKqlEditor(place.current, current.current.text, {
      changed: (text) => current.current.changed(text),
      run: () => current.current.run(),
      leave: () => current.current.leave(),
    })
    editor.current = made
    current.current.ready(made)
    return () => made.dispose()
  }, [])

  useEffect(() => applyTheme(isDark), [isDark])
  useEffect(() => editor.current?.mark(props.mistakes), [props.mistakes])

  return <div ref={place} className={classes['editor']} data-editor />
}
