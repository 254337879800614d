/** Entra ID sign-ins for the stories, as rows of SigninLogs: prompts that people refused, left alone or approved. */

const minute = 60_000

const ends = {
  declined: { code: 500121, detail: 'MFA denied; user declined the authentication' },
  silent: { code: 500121, detail: 'MFA denied; user did not respond to mobile app notification' },
  approved: { code: 0, detail: 'MFA completed in Azure AD' },
} as const

function row(person: string, end: keyof typeof ends, time: number, number: number): string {
  const { code, detail } = ends[end]
  const at = new Date(time).toISOString()
  const step = (authenticationMethod: string, succeeded: boolean, authenticationStepResultDetail: string) => ({
    authenticationStepDateTime: at,
    authenticationMethod,
    succeeded,
    authenticationStepResultDetail,
  })
  return JSON.stringify({
    Id: `00000000-0000-4000-8000-${String(time + number).padStart(12, '0')}`,
    TimeGenerated: at,
    CreatedDateTime: at,
    UserPrincipalName: `${person}@example.com`,
    UserDisplayName: person,
    UserId: `00000000-0000-4000-8000-0000000000${String(person.length).padStart(2, '0')}`,
    ResultType: String(code),
    Status: { errorCode: code, additionalDetails: detail },
    AuthenticationDetails: JSON.stringify([
      step('Password', true, 'Correct password'),
      step('Mobile app notification', code === 0, detail),
    ]),
    AuthenticationRequirement: 'multiFactorAuthentication',
    AppDisplayName: 'OfficeHome',
    IPAddress: '203.0.113.9',
    Location: 'NL',
    LocationDetails: { city: 'Rotterdam', countryOrRegion: 'NL', geoCoordinates: { latitude: 51.92, longitude: 4.48 } },
    Type: 'SigninLogs',
  })
}

/** Of `refused` prompts every third is left alone; then one is approved. */
export const signIns = (person: string, end: number, refused: number): string =>
  Array.from({ length: refused + 1 }, (_, at) =>
    row(person, at === refused ? 'approved' : at % 3 === 2 ? 'silent' : 'declined', end - (refused - at) * minute, at),
  ).join('\n')
