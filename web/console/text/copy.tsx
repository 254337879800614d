/** A button that copies a text and says that it did. */
import { Button, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'

type Copied = 'no' | 'yes' | 'refused'
const words = { no: 'Copy', yes: 'Copied', refused: 'Select and copy' } as const

export function Copy({ text, what }: { readonly text: string; readonly what: string }) {
  const [copied, setCopied] = useState<Copied>('no')
  const copy = () => {
    const done = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
    done.then(
      () => setCopied('yes'),
      () => setCopied('refused'),
    )
    window.setTimeout(() => setCopied('no'), 2500)
  }
  return (
    <Button
      size="compact-sm"
      variant="default"
      miw={96}
      onClick={copy}
      leftSection={copied === 'yes' ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
    >
      <span aria-live="polite">
        {words[copied]}
        <VisuallyHidden component="span"> {what}</VisuallyHidden>
      </span>
    </Button>
  )
}
