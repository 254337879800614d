/** `/signin` and `/account`: the pages on which people sign in and look after how they do. */
import formbody from '@fastify/formbody'
import type { Api } from '../api.ts'
import type { ProviderServer } from '../provider.ts'
import { accountRoutes } from '../signing-in/account-routes.ts'
import { answerInHtml, formBytesMax } from '../signing-in/answers.ts'
import { readAssets } from '../signing-in/assets.ts'
import type { Frame } from '../signing-in/layout.ts'
import type { Desk, PageNeeds } from '../signing-in/needs.ts'
import { notMeRoutes } from '../signing-in/not-me.ts'
import { signInRoutes } from '../signing-in/routes.ts'
import { visitorOf } from '../visitor.ts'

export const signIn: Api = {
  name: 'sign-in',
  summary: 'The pages on which people sign in.',
  routes: (app, { config, clock, provider }) => {
    const frame: Frame = { organisation: config.organisation ?? 'Tocsin', assets: readAssets(config.web) }
    const desk: Desk = { config, frame, clock, needs: () => needsOf(provider()) }
    app.setErrorHandler(answerInHtml(frame, '/signin'))
    // Forms and nothing else: what other sites can make a browser send as JSON or text is not read.
    app.removeAllContentTypeParsers()
    void app.register(formbody, { bodyLimit: formBytesMax })
    signInRoutes(app, desk)
    accountRoutes(app, desk)
    notMeRoutes(app, desk)
  },
}

const needsOf = ({ parts, signIns, sessions, account, repudiations, authenticator, interactions }: ProviderServer): PageNeeds => ({
  signIns,
  sessions,
  account,
  repudiations,
  interactions,
  enrolments: authenticator.enrolments,
  settings: parts.settings,
  visitor: (request) => visitorOf(request, authenticator.place),
})
