/** `/api/reference`: which lists of networks and leaked accounts are there, how old they are, and what is wrong with them. */
import { type Api, told } from '../api.ts'
import type { ReferenceView } from '../wire.ts'

export const reference: Api = {
  name: 'reference',
  summary: 'Lists of networks, leaked accounts and places that detections use.',
  routes: (app, { product }) => {
    app.get(
      '/api/reference',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'The lists that are there, with counts, age and problems; what is lacking; whom to name as a source.',
          response: { 200: told<ReferenceView>('The reference data.') },
        },
      },
      async () => product().reference(),
    )
  },
}
