/** `/api/persons`: who is who across providers, and the administrator's corrections. */
import Type from 'typebox'
import { nameOf } from '../access.ts'
import { type Api, told } from '../api.ts'
import { problem } from '../problem.ts'
import type { PersonView } from '../wire.ts'

const Alias = Type.String({ minLength: 1, maxLength: 400 })

export const persons: Api = {
  name: 'persons',
  summary: 'Persons across providers; corrections of the match.',
  routes: (app, { product }) => {
    app.get(
      '/api/persons',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'Persons whose name or one of whose accounts holds the text; at most 50.',
          querystring: Type.Object({ search: Type.Optional(Type.String({ maxLength: 200 })) }),
          response: { 200: told<PersonView[]>('Persons.') },
        },
      },
      async ({ query }) => [...(await product().people.search(query.search ?? ''))],
    )

    app.post(
      '/api/persons/correct',
      {
        config: { scope: 'admin' },
        schema: {
          summary: 'Puts an account with a person; the logs are read again in the background.',
          body: Type.Object({ alias: Alias, person: Alias }),
        },
      },
      async ({ body, who }, reply) => {
        await product().people.correct(body.alias, body.person, nameOf(who))
        return reply.code(204).send()
      },
    )

    app.delete(
      '/api/persons/correct/:alias',
      { config: { scope: 'admin' }, schema: { summary: 'Undoes a correction.', params: Type.Object({ alias: Alias }) } },
      async ({ params }, reply) => {
        if (!(await product().people.undo(params.alias))) throw problem(404, 'not_found', 'There is no correction of this account.')
        return reply.code(204).send()
      },
    )
  },
}
