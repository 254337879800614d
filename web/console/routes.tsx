/** The addresses of the console, all behind `#`, so that nothing of them reaches a server's log. */
import { createHashHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { SetUpPage } from './entry/set-up-page.tsx'
import { Broken } from './frame/broken.tsx'
import { Frame } from './frame/frame.tsx'
import { Gate } from './frame/gate.tsx'
import { Missing } from './frame/missing.tsx'
import { HomePage } from './incidents/home-page.tsx'

const root = createRootRoute({ notFoundComponent: Missing, errorComponent: Broken })

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (search: Record<string, unknown>) => ({ token: search['token'] === undefined ? '' : String(search['token']) }),
  component: function SetUpRoute() {
    return <SetUpPage token={setUp.useSearch().token} />
  },
})

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: function Inside() {
    return (
      <Gate>
        <Frame />
      </Gate>
    )
  },
})

const home = createRoute({ getParentRoute: () => inside, path: '/', component: HomePage })
const incident = createRoute({
  getParentRoute: () => inside,
  path: '/incidents/$id',
  component: lazyRouteComponent(() => import('./incident/incident-page.tsx'), 'IncidentPage'),
})
const add = createRoute({
  getParentRoute: () => inside,
  path: '/add',
  component: lazyRouteComponent(() => import('./play/add-page.tsx'), 'AddPage'),
})
const hunt = createRoute({
  getParentRoute: () => inside,
  path: '/hunt',
  validateSearch: (search: Record<string, unknown>) => ({ q: search['q'] === undefined ? '' : String(search['q']) }),
  component: lazyRouteComponent(() => import('./hunt/hunt-route.tsx'), 'HuntRoute'),
})
const persons = createRoute({
  getParentRoute: () => inside,
  path: '/persons',
  component: lazyRouteComponent(() => import('./persons/persons-page.tsx'), 'PersonsPage'),
})
const person = createRoute({
  getParentRoute: () => inside,
  path: '/persons/$id',
  component: lazyRouteComponent(() => import('./persons/person-page.tsx'), 'PersonPage'),
})
const refused = createRoute({
  getParentRoute: () => inside,
  path: '/refused',
  component: lazyRouteComponent(() => import('./refused/refused-page.tsx'), 'RefusedPage'),
})
const tokens = createRoute({
  getParentRoute: () => inside,
  path: '/tokens',
  component: lazyRouteComponent(() => import('./tokens/tokens-page.tsx'), 'TokensPage'),
})

const accounts = createRoute({
  getParentRoute: () => inside,
  path: '/accounts',
  component: lazyRouteComponent(() => import('./accounts/accounts-page.tsx'), 'AccountsPage'),
})
const account = createRoute({
  getParentRoute: () => inside,
  path: '/accounts/$id',
  component: lazyRouteComponent(() => import('./accounts/account-page.tsx'), 'AccountPage'),
})
const applications = createRoute({
  getParentRoute: () => inside,
  path: '/applications',
  component: lazyRouteComponent(() => import('./applications/applications-page.tsx'), 'ApplicationsPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    setUp,
    inside.addChildren([home, incident, hunt, add, persons, person, accounts, account, applications, refused, tokens]),
  ]),
  history: createHashHistory(),
  defaultPreload: 'intent',
  scrollRestoration: true,
  // Plain words: a token of digits must stay text, so the default parser, which reads JSON, is not used.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const words = Object.entries(search).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, String(value)]]))
    return words.length === 0 ? '' : `?${new URLSearchParams(words)}`
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
