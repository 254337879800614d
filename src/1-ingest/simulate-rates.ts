/** How often things happen in the simulated organisation: each number with its source, or our assumption and the reason for it. */

/**
 * Sources, cited below by name:
 * - DuoLungo: Prapty and Tsudik, "DuoLungo: Usability Study of Duo 2FA", arXiv 2602.01489: 2,559 people, 2024–2025.
 * - Reynolds: "Empirical Measurement of Systemic 2FA Usability", USENIX Security 2020: tens of millions of log records of two universities.
 * - Drake: Drake University's own figures for 1,881 accounts with Duo in a year (oncampus.wp.drake.edu/?p=14316).
 * - WFH: Survey of Working Arrangements and Attitudes (wfhresearch.com), 2023–2024.
 * - Assurant: Mobile Trade-In and Upgrade Industry Trends Report 2024.
 * - Padmanabhan: "Reasons Dynamic Addresses Change", IMC 2016.
 * - MDDR: Microsoft Digital Defense Report 2024.
 * - Talos: "How are attackers trying to bypass MFA?", Cisco Talos, 2024-06-18, and reports on it (securitydone.com, itbrew.com).
 * - Duo: Duo Admin API, authentication logs. Entra: Microsoft's sign-in log documentation.
 */

/** Who uses which providers. Our assumption, chosen so that every provider and every join of two has enough people to measure on. */
export const providerShares = {
  entra: 0.38,
  'entra+duo': 0.26,
  'okta-identity-engine': 0.1,
  'okta-classic': 0.07,
  'entra+okta': 0.1,
  'entra+duo+okta': 0.09,
} as const

/**
 * How people answer prompts by default. Drake: push 75 %, call 20 %, passcode 2.5 %, SMS 2.1 %; that was about 2020, and calls have fallen
 * since, so we shift calls towards push and passkeys (our assumption).
 */
export const factorShares = { push: 0.78, otp: 0.07, sms: 0.05, call: 0.05, passkey: 0.05 } as const

/** Our assumption: one account in twenty-five administers something. */
export const adminShare = 0.04
/** Our assumption: the share of people who sign in with the phone alone, by name and number (Entra's passwordless phone sign-in). */
export const passwordlessShare = 0.06
/** Our assumption: care, plant and security staff who work shifts round the clock. */
export const shiftShare = 0.08
/** Our assumption: people who only ever work from home. */
export const remoteShare = 0.15
/** WFH: a quarter to a half of the working days of people who can work at home; the others' average here. */
export const homeDayShare = 0.35

/** Our assumption: sign-ins a person makes in a browser or app on a working day, most without a prompt because the session still holds. */
export const signInsPerWorkday = 1.8
/** Our assumption: prompts for a tenth to a fifth of those; Drake counts 0.22 second-factor logins per account and calendar day over all. */
export const promptShare = 0.15
/** Our assumption: from a place or device that is new, conditional access asks most of the time. */
export const promptShareElsewhere = 0.6
/** Our assumption: one VPN connection a day outside the office, a few come back after lunch or a lost network. */
export const vpnReconnects = 0.35
/** Our assumption: a person whose desktop is Okta signs in once a working day and is mostly asked. */
export const oktaMorningShare = 0.75
export const oktaAppsPerWorkday = 3
/** Our assumption: portals of administrators ask every time. */
export const adminSignInsPerWorkday = 2
/** Background token refreshes by laptop and phone. Real tenants log tens a day; thinned so that the logs of a demonstration stay small. */
export const refreshesPerWorkday = 2
export const refreshesPerDayOff = 0.7
/** Our assumption: one day off in eight somebody looks at the mail in a browser. */
export const signInShareDayOff = 0.12
/** Chatterjee, "pASSWORD tYPOS", IEEE S&P 2016 finds failed logins common; 5 % of typed passwords is our assumption for daily users. */
export const wrongPasswordShare = 0.05

/**
 * DuoLungo: 4.35 % of Duo tasks fail because they were not completed; Reynolds: more than one ceremony in twenty. Here so many sign-ins begin
 * to go wrong, and some go wrong more than once, so that the simulated life is somewhat harder than the published ones.
 */
export const frictionShare = 0.0435
/** What goes wrong when something does. Only the sum is published; the split is our assumption, silence being by far the most common. */
export const frictionShares = {
  unanswered: 0.62,
  impatient: 0.1,
  'wrong-tap': 0.1,
  'wrong-number': 0.08,
  'wrong-code': 0.1,
} as const
/** Silence that is tried again: how many prompts stay unanswered before one is answered. Our assumption; two to four within minutes. */
export const unansweredRuns = { '1': 0.62, '2': 0.25, '3': 0.1, '4': 0.03 } as const
/** Our assumption: one in seven gives up and comes back later. */
export const givesUpShare = 0.14
/** Our assumption: a wrong tap on "deny" that the person also reports as fraud by mistake. */
export const mistakenReportShare = 0.04
/** DuoLungo: a push takes nearly 8 seconds on average; the long tail is our assumption. */
export const pushAnswerMedianMs = 6500
export const pushAnswerSpread = 0.6
/** Our assumption: a code or a call takes longer. */
export const codeAnswerMedianMs = 16_000

/** Our assumptions, per person and year: an old device or a VPN client that asks again at night until somebody stops it. */
export const nightAskingPerYear = 0.4
/** An app that loops and asks every few minutes: two or three tickets a week among a thousand people. */
export const loopingAppPerYear = 0.13
/** A VPN client that lost the network connects again by itself, and again, and asks each time (OpenVPN/openvpn3#379); among VPN users. */
export const reconnectingPerYear = 0.3
/** A colleague types somebody else's name into a passwordless sign-in. */
export const clumsyColleaguePerYear = 0.15
/** Assurant 2024: phones are 3.64 years old when turned in. */
export const phoneYears = 3.64
/** Our assumption: laptops are replaced every four years. */
export const laptopYears = 4
/** Our assumption: passwords and factors reset by the help desk, per person and year. */
export const passwordResetsPerYear = 0.5
export const factorResetsPerYear = 0.12
/** Our assumption: password changes without help, per person and year. */
export const passwordChangesPerYear = 1.2
/** Our assumptions: business trips and weeks of holiday a year. Half of the people hardly ever travel. */
export const tripsPerYear = 2.2
export const holidaysPerYear = 3
/** Padmanabhan: some providers renumber every day, others keep an address for months. The split is our assumption. */
export const homeAddressDays = { '1': 0.2, '14': 0.3, '90': 0.5 } as const
/** Our assumption: homes that speak IPv6 to the provider first. */
export const ipv6Share = 0.2
/** Our assumption: phones that answer over their carrier and not over the network around them; abroad such traffic still leaves at home. */
export const phoneOnCarrierShare = 0.45
/** Our assumption: homes change their Internet provider every five years. */
export const broadbandYears = 5
/** Our assumptions: people who also sign in from a private computer, and how often they do so at home, on working days and days off. */
export const privateComputerShare = 0.25
export const privateUse = 0.15
export const privateUseDayOff = 0.5
/** Our assumption: sign-ins in a private window or after the cookies were cleared: a browser that no provider knows. */
export const privateWindowShare = 0.03
/** Our assumptions: days of work from a customer's or a café's network, and over the phone's connection, out of those at home. */
export const guestNetworkShare = 0.06
export const tetheredShare = 0.04
/**
 * Browsers that tell Entra which registered device they run on: Edge does; Chrome with an extension or a policy, Safari with a plug-in, Firefox
 * hardly ever (Microsoft's documentation of device conditions). The shares of Chrome and Safari are our assumption.
 */
export const deviceTold = { Edge: 1, Chrome: 0.6, Firefox: 0, Safari: 0.5, 'Chrome Mobile': 1, 'Mobile Safari': 1 } as const
/**
 * Our assumptions: people whose Safari leaves through a relay that hides the address (iCloud Private Relay, part of a paid subscription), and people
 * with a private VPN that is always on. No share of such traffic at workplaces is published.
 */
export const relayShare = 0.12
export const tunnelShare = 0.03
/** Our assumption: a private VPN leaves in a large city of the same country most days, and anywhere else on the others. */
export const tunnelNearShare = 0.7
/** Our assumption; Google counts 45 to 50 % of its users over IPv6, and most of their homes speak both. */
export const dualStackShare = 0.3
/** Our assumptions: people who use command-line tools of the cloud, and their sign-ins by device code on a working day. */
export const developerShare = 0.05
export const deviceCodesPerWorkday = 0.3
/** Our assumption: a new phone that comes with a new laptop on the same day. */
export const bothDevicesShare = 0.15
/** Our assumptions: journeys of many together a year, and who goes along. */
export const conferencesPerYear = 6
export const projectsPerYear = 2
export const goesAlong = { business: 0, holiday: 0, conference: 0.03, project: 0.03 } as const
/** Our assumption: days on which a journey begins or ends with work in the aeroplane. */
export const inFlightShare = 0.15
/** Our assumption: an office gets a new line every two years. */
export const newLinesPerYear = 0.5
/** Our assumption: days on which the gateway's traffic of one person is led through another data centre. */
export const gatewayMovesShare = 0.05
/** Our assumption: people on shift in an office who use the computer that all share. */
export const kioskShare = 0.5
/** Our assumption: sign-ins from the office to an application that is exempt from the second factor there. */
export const officeSingleFactorShare = 0.06
/** Our assumption: new colleagues mistype their new password three times as often in the first week. */
export const joinerWrongPasswordShare = 0.15

/** Our assumptions, for the whole organisation and year. */
export const expiryDaysPerYear = 4
export const expiredShare = 0.3
export const holidaysBeforeMondayPerYear = 3
export const forgottenShare = 0.2
export const migrationsPerYear = 1.5
export const brokenApplicationsPerYear = 3
export const penetrationTestsPerYear = 1
/** Our assumptions, for each person and year: a phone or mail program that goes on with an old password after a new one. */
export const stalePasswordPerYear = 0.15
/** Our assumptions, a day: mails that a printer sends, and how often an account for backups and a company that watches sign in. */
export const printsPerDay = 6
export const machineHours = 2
/** Our assumption: days on which the account for backups goes on with a password that was changed. */
export const serviceStalePerYear = 4

/** Our assumptions: who joins a year, for each who is there; who is on a long leave (parental, sabbatical) at the first day, and for how many days. */
export const joinersPerYear = 0.15
export const longLeaveShare = 0.015
export const longLeaveDaysMin = 95
export const longLeaveDaysMax = 200
/** Our assumption: accounts of former colleagues that are still on, for each colleague. AA24-057A reports that attackers look for them. */
export const leaverShare = 0.02
/** Our assumption: browsers whose owner said "yes" to staying signed in; the others' sessions end with the working day. */
export const persistentSessionShare = 0.35
/** Our assumption: laptops whose traffic leaves through the company's cloud gateway wherever they are. */
export const gatewayShare = 0.15

/** What people change by themselves. Our assumptions, per person and year; nobody publishes how often. */
export const selfServicePerYear = 0.5
/** On holiday people forget more: our assumption of how many times as often. */
export const selfServiceOnHoliday = 4
export const secondMethodPerYear = 0.4
export const mailRulesPerYear = 0.8
/** What the rules do. Our assumption: few send mail outside, to an address of the person's own. */
export const mailRuleShares = { newsletter: 0.62, advertisement: 0.2, colleague: 0.11, private: 0.07 } as const
export const absenceForwardingPerYear = 0.08
export const noticeDeletedShare = 0.4
export const consentsPerYear = 0.7
export const privateDevicesPerYear = 0.25
/** Couples who both work here, and assistants with the number of whom they work for: our assumption. */
export const borrowedNumbersPerYear = 0.02

/** What administrators do for others. Our assumptions, per person and year. */
export const lostPhonePassesPerYear = 0.06
export const forgottenPhoneCodesPerYear = 0.3
/** What administrators do as their work. Our assumptions: mornings with a role activated, changes of policies a year and administrator, and how many of them weaken something for a good reason. */
export const roleActivatedShare = 0.8
export const policyChangesPerYear = 8
export const policyWeakensShare = 0.12
export const rolesGivenPerYear = 1
/** Our assumptions, for the whole organisation and year: a technician sets up many laptops, a company that was bought is joined, support is let in. */
export const rollOutsPerYear = 3
export const rollOutDevices = 30
export const mergersPerYear = 0.5
export const supportSessionsPerYear = 2

/**
 * MDDR: Microsoft blocks 7,000 password attacks a second, about 1.5 a day for each of its 400 million paid seats; most stop before the
 * tenant's log, so a third of that here (our assumption). A tenth of the people get nine tenths of it.
 */
export const guessesPerDay = 0.5
/** Our assumption: guesses at names that do not exist, for each at one that does. */
export const unknownNameShare = 0.3

/** Talos: 5 % of 15,000 push attacks were accepted; 1 to 5 pushes on average; a few send 20 to 50; most at the start of the working day. */
export const talosAccepted = 0.05
export const talosPrompts = { '1': 0.33, '2': 0.24, '3': 0.17, '4': 0.11, '5': 0.08, few: 0.05, many: 0.02 } as const
export const talosMorningShare = 0.6
/** What people do with a prompt they did not ask for. No figures are published; our assumption, by day and by night. */
export const unexpectedByDay = { unanswered: 0.5, denied: 0.46, fraud: 0.04 } as const
export const unexpectedByNight = { unanswered: 0.82, denied: 0.17, fraud: 0.01 } as const

/**
 * What came of passwords that were right in a spray of 2025 (SpearTip, "fasthttp used in new bruteforce campaign", 2025-01, shares as reported by
 * BleepingComputer): 17.74 % of all tries ended at conditional access, 10.08 % at the second factor, 9.68 % got in. Of all tries so many
 * were right only because the list was good; the proportion between the three ends is what we take.
 */
export const rightPasswordEnds = { policy: 17.74, factor: 10.08, in: 9.68 } as const
/** Microsoft, "Advancing Password Spray Attack Detection", 2020: about 1 % of accounts without password protection give in. */
export const sprayHitShare = 0.01
/** Our assumption: leaked pairs of name and password fit less often, since most are old. */
export const stuffingHitShare = 0.005
/** Our assumption, so that there is something to find after the guessing: at least one hit in half of the attacks. */
export const atLeastOneHitShare = 0.5
/** Our assumption for a spray that keeps below the limit. SpearTip's campaign, which did not, saw 20.97 % of its tries locked. */
export const lockedWhileSprayedShare = 0.02
/** Entra's smart lockout by default: ten wrong passwords, then a minute (Microsoft, "Protect user accounts from attacks with smart lockout"). */
export const lockoutTries = 10
export const lockoutMs = 60_000

/** Entra: records are to be expected within five minutes; most come sooner. */
export const entraDelayMeanMs = 70_000
export const entraDelayMaxMs = 300_000
/** Entra re-sends a record with more detail when the prompt was open at first; the share is our assumption. */
export const entraResentShare = 0.15
/** Okta's log is near real time; fetched every minute (our assumption). */
export const oktaDelayMaxMs = 60_000
/** Duo: a deliberate two-minute delay, and it asks to be fetched no more than once a minute. */
export const duoDelayMs = 120_000
export const duoFetchMs = 60_000
/** Microsoft Purview: records of the core services are to be expected 60 to 90 minutes late; most come sooner (our assumption). */
export const officeDelayMeanMs = 15 * 60_000
export const officeDelayMaxMs = 90 * 60_000
/** Pipelines deliver at least once: our assumption of how many records come twice, word for word. */
export const repeatedShare = 0.003
