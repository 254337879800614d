/** Sigma's rule for Entra: any single denial. */
import { type Comparator, denied } from '../comparator.ts'

export const sigmaSingle: Comparator = {
  name: 'sigma-single',
  title: 'Sigma: any denial',
  condition: 'A single denied prompt.',
  published: 'SigmaHQ/sigma@8eaafff rules/cloud/azure/signin_logs/azure_mfa_denies.yml',
  reads: ['entra-id'],
  against: ['bombing'],
  scope: 'account',
  fresh: () => denied,
}
