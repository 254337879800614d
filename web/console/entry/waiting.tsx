/** Before the first start is finished, for somebody who came without the link. */
import { Button } from '@mantine/core'
import { Door } from './door.tsx'

export function Waiting({ again }: { readonly again: () => void }) {
  return (
    <Door
      title="One step is left"
      lead="Tocsin has no administrator yet. When it started it printed a one-time link in the terminal, with /#/setup?token= in it. Open that link to go on. If it is lost, stop Tocsin and start it again: it prints a new one."
    >
      <Button variant="default" onClick={again}>
        Look again
      </Button>
    </Door>
  )
}
