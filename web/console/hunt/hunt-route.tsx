/** The address of the hunt page, which may hold a query. */
import { getRouteApi } from '@tanstack/react-router'
import { HuntPage } from './hunt-page.tsx'

const route = getRouteApi('/inside/hunt')

export function HuntRoute() {
  return <HuntPage shared={route.useSearch().q} />
}
