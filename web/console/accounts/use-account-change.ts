/** Changes something of an account and reads it anew. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { accountRead } from '../wire/reads.ts'

export function useAccountChange<Given, Answer>(id: string, change: (given: Given) => Promise<Answer>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: accountRead(id).queryKey })
      await client.invalidateQueries({ queryKey: ['accounts'] })
    },
  })
}
