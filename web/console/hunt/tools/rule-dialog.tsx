/** Makes a rule of the query: the query as a scheduled rule, to save here, to copy or to keep as a file. */
import { Button, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { HuntColumn } from '../../../../src/8-server/hunting/wire.ts'
import { Modal } from '../../frame/modal.tsx'
import { Failed } from '../../look/failed.tsx'
import { clean } from '../../text/clean.ts'
import { Copy } from '../../text/copy.tsx'
import { saveRule } from '../../wire/writes.ts'
import { keepFile } from '../results/export.ts'
import classes from './dialogs.module.css'
import { ruleText } from './rule.ts'

interface RuleDialogProps {
  readonly open: boolean
  readonly close: () => void
  readonly query: string
  readonly columns: readonly HuntColumn[]
}

export function RuleDialog({ open, close, query, columns }: RuleDialogProps) {
  return (
    <Modal title="Make this a rule" open={open} close={close} wide>
      <RuleForm query={query} columns={columns} />
    </Modal>
  )
}

function RuleForm({ query, columns }: Pick<RuleDialogProps, 'query' | 'columns'>) {
  const [id] = useState(newUuid)
  const [name, setName] = useState('')
  const [edited, setEdited] = useState<string>()
  const text = edited ?? ruleText({ id, name: name.trim() === '' ? 'My rule' : name.trim(), query, columns })
  const save = useMutation({ mutationFn: () => saveRule(text) })
  return (
    <>
      <p>
        A scheduled rule as Microsoft Sentinel keeps it. It runs every hour and makes a finding where the query has rows.
        {columns.length === 0 && ' Run the query first, and the people, addresses and devices in its columns are filled in.'}
      </p>
      <TextInput
        label="Name"
        placeholder="Prompts refused by several people from one address"
        maxLength={200}
        value={name}
        disabled={edited !== undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <textarea
        rows={18}
        spellCheck={false}
        dir="ltr"
        className={classes['text']}
        aria-label="The rule as YAML"
        value={text}
        onChange={(event) => setEdited(event.currentTarget.value)}
      />
      {save.isError && <Failed what="The rule was not saved." error={save.error} />}
      {save.isSuccess && <p role="status">Saved as {clean(save.data.file, 200)}. It runs from now on.</p>}
      <div className={classes['buttons']}>
        <Button
          size="compact-sm"
          loading={save.isPending}
          disabled={name.trim() === '' && edited === undefined}
          onClick={() => save.mutate()}
        >
          Save it here
        </Button>
        <Copy text={text} what="the rule" />
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={() => void keepFile(`${fileName(name)}.yaml`, 'application/yaml', [text])}
        >
          Download
        </Button>
      </div>
    </>
  )
}

const fileName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80) || 'rule'

/** `crypto.randomUUID` is there only where the page came encrypted or from this machine. */
function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
