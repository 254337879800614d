/** The mark of the simulation: the tenant in the records that have one. Okta's and Duo's have none; who plays them says so. */
export const simulatedTenantId = 'simulated'
