/** Lets signed-in people through; everybody else gets to sign in, or learns why that is not possible yet. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { SignInPage } from '../entry/sign-in-page.tsx'
import { Waiting } from '../entry/waiting.tsx'
import { messageOf } from '../wire/problem.ts'
import { sessionRead, setupRead } from '../wire/reads.ts'
import { Curtain } from './curtain.tsx'

export function Gate({ children }: { readonly children: ReactNode }) {
  const session = useQuery(sessionRead)
  const setup = useQuery({ ...setupRead, enabled: session.data === null })

  if (session.data !== undefined && session.data !== null) return children
  const failed = session.isError ? session : setup.isError ? setup : undefined
  if (failed !== undefined) return <Curtain message={messageOf(failed.error)} retry={() => void failed.refetch()} />
  if (session.data === undefined || setup.data === undefined) return <Curtain />
  return setup.data.needsSetup ? <Waiting again={() => void setup.refetch()} /> : <SignInPage />
}
