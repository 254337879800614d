/** The console with what all its pages need: theme, what was read from the server, addresses, notices. */
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { theme } from './look/theme.ts'
import { router } from './routes.tsx'
import { client } from './wire/client.ts'

export function App() {
  return (
    // Without style tags of Mantine's own, the page's policy need not allow inline styles.
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <Notifications position="bottom-right" limit={4} autoClose={9000} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
