/** `/api/detections`: the catalogue with its settings, changing them, and trying a change on the last days before it counts. */
import Type from 'typebox'
import { nameOf } from '../access.ts'
import { type Api, told } from '../api.ts'
import type { DetectionView, TuningChangeView, WhatIfView } from '../wire.ts'

const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) })
/** One schema of two types: of a union the first would turn null into 0. */
const NumberOrNull = Type.Unsafe<number | null>({ type: ['number', 'null'] })
const Why = Type.String({ minLength: 3, maxLength: 500, description: 'The reason, kept with the change.' })

export const detections: Api = {
  name: 'detections',
  summary: 'The detections, their settings, and what a change would have meant.',
  routes: (app, { product }) => {
    app.get(
      '/api/detections',
      {
        config: { scope: 'read' },
        schema: { summary: 'All detections with their settings.', response: { 200: told<DetectionView[]>('Detections.') } },
      },
      async () => [...product().tuning.list()],
    )

    app.get(
      '/api/detections/history',
      {
        config: { scope: 'read' },
        schema: { summary: 'Who changed which setting and why, newest first.', response: { 200: told<TuningChangeView[]>('Changes.') } },
      },
      async () => [...(await product().tuning.history())],
    )

    app.put(
      '/api/detections/:id',
      {
        config: { scope: 'admin' },
        schema: {
          summary: 'Sets some of a detection’s settings, from the next event on; null takes the default again.',
          params: Id,
          body: Type.Object(
            { settings: Type.Record(Type.String({ maxLength: 100 }), NumberOrNull), why: Why },
            { additionalProperties: false },
          ),
          response: { 200: told<DetectionView>('It.') },
        },
      },
      async ({ params, body, who }) => product().tuning.set(params.id, body.settings, nameOf(who), body.why),
    )

    app.post(
      '/api/detections/what-if',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'Plays the last days once with the present settings and once with these, and tells the difference. Nothing is changed.',
          body: Type.Object(
            {
              settings: Type.Record(Type.String({ maxLength: 100 }), Type.Record(Type.String({ maxLength: 100 }), Type.Number())),
              days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 30 })),
            },
            { additionalProperties: false },
          ),
          response: { 200: told<WhatIfView>('The difference.') },
        },
      },
      async ({ body }) => product().tuning.tryOn(body.settings, body.days ?? 30),
    )
  },
}
