/** `tocsin explain`: what becomes of a query: its plan, and the SQL that runs. */
import type { CommandDefinition } from '../command.ts'
import { openAsker } from '../hunt-ask.ts'
import { describeHunt, huntInput } from '../hunt-input.ts'
import { mistakes } from '../hunt-mistakes.ts'
import { splitQueries } from '../hunt-split.ts'
import { paint } from '../terminal.ts'

export const explain: CommandDefinition = {
  name: 'explain',
  summary: 'Show the plan of a query and the SQL it becomes',
  examples: [{ line: "tocsin explain 'SigninLogs | where ResultType == 500121 | count'", does: 'shows how it would run' }],
  describe: (command) => void describeHunt(command),
  run: async (args, context) => {
    const { text, options, logs } = await huntInput(args, context.stdin, context.signal)
    const asker = await openAsker(logs, context)
    try {
      for (const query of await splitQueries(text, async (one) => (await asker.explain(one, options)).ok)) {
        const answer = await asker.explain(query, options)
        if (!answer.ok) {
          context.stderr.write(`${mistakes(query, answer.diagnostics, context)}\n`)
          return 2
        }
        for (const { plan, sql } of answer.queries) {
          const lines = [...plan.trimEnd().split('\n'), '', ...sql.trimEnd().split('\n'), '']
          context.stdout.write(lines.map((line) => `${paint(line, undefined, context)}\n`).join(''))
        }
      }
      return 0
    } finally {
      await asker.close()
    }
  },
}
