/** `/api/rules`: scheduled rules in Sentinel's YAML, what became of them, and new ones. */
import Type from 'typebox'
import { ruleTextMax } from '../../3-detect/rule.ts'
import { type Api, told } from '../api.ts'
import type { RuleCheck, RuleRunAnswer, RuleRunView, RuleView } from '../wire.ts'

const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }) })
const Text = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: ruleTextMax, description: "The rule in Sentinel's YAML." }) },
  { additionalProperties: false },
)
const Range = Type.Object(
  {
    from: Type.Optional(
      Type.Integer({
        description: 'Milliseconds since 1970: makes the runs of its schedule from here on. Its last window where not given.',
      }),
    ),
    to: Type.Optional(Type.Integer({ description: 'Now where not given.' })),
  },
  { additionalProperties: false },
)
const Said = Type.Object(
  { enabled: Type.Union([Type.Boolean(), Type.Null()], { description: 'null lets the file decide.' }) },
  { additionalProperties: false },
)
/** A body: the text with its quotes escaped. */
const bodyMax = ruleTextMax * 4

export const rules: Api = {
  name: 'rules',
  summary: "Scheduled rules in Sentinel's YAML.",
  routes: (app, { product }) => {
    app.get(
      '/api/rules',
      {
        config: { scope: 'read' },
        schema: { summary: 'All rules, with their last runs and what is wrong.', response: { 200: told<RuleView[]>('Rules.') } },
      },
      async () => [...(await product().rules.list())],
    )

    app.get(
      '/api/rules/:id/runs',
      {
        config: { scope: 'read' },
        schema: { summary: 'The last runs of a rule, newest first.', params: Id, response: { 200: told<RuleRunView[]>('Runs.') } },
      },
      async ({ params }) => [...(await product().rules.runs(params.id))],
    )

    app.post(
      '/api/rules',
      {
        config: { scope: 'admin' },
        bodyLimit: bodyMax,
        schema: {
          summary: 'Checks a rule and keeps it in the data folder; one with its id is replaced.',
          body: Text,
          response: { 201: told<RuleView>('It.') },
        },
      },
      async ({ body }, reply) => reply.code(201).send(await product().rules.add(body.text)),
    )

    app.post(
      '/api/rules/check',
      {
        config: { scope: 'query' },
        bodyLimit: bodyMax,
        schema: { summary: 'What is wrong with a rule, without keeping it.', body: Text, response: { 200: told<RuleCheck>('Problems.') } },
      },
      async ({ body }) => {
        const { rule, problems } = await product().rules.check(body.text)
        return { ok: rule !== undefined, problems }
      },
    )

    app.post(
      '/api/rules/:id/run',
      {
        config: { scope: 'admin' },
        schema: {
          summary: 'Runs a rule now; what it finds is kept and told.',
          params: Id,
          body: Range,
          response: { 200: told<RuleRunAnswer>('What came of it.') },
        },
      },
      async ({ params, body }) => product().rules.run(params.id, body),
    )

    app.patch(
      '/api/rules/:id',
      {
        config: { scope: 'admin' },
        schema: {
          summary: 'Enables or disables a rule; a paused one goes on.',
          params: Id,
          body: Said,
          response: { 200: told<RuleView>('It.') },
        },
      },
      async ({ params, body }) => product().rules.enable(params.id, body.enabled ?? undefined),
    )
  },
}
