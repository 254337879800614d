/** Queries to begin with, for those who look at an empty page. */

export interface Starter {
  readonly title: string
  readonly text: string
}

export const starters: readonly Starter[] = [
  {
    title: 'Prompts that people refused or reported',
    text: `SigninLogs
| where ResultType == 500121
| where Status has "MFA Denied; user declined the authentication" or Status has "MFA denied; Phone App Reported Fraud"`,
  },
  {
    title: 'Prompts refused or left alone, by the second step',
    text: `SigninLogs
| where ResultType == 500121
| extend AuthResult = tostring(parse_json(AuthenticationDetails)[1].authenticationStepResultDetail)
| where AuthResult in ("MFA denied; user declined the authentication","MFA denied; user did not respond to mobile app notification")`,
  },
  {
    title: 'Who is asked most, and how often they say no',
    text: `SigninLogs
| where ResultType in ("0", "500121")
| summarize Refused = countif(ResultType == 500121), Allowed = countif(ResultType == "0"), Addresses = dcount(IPAddress) by UserPrincipalName
| top 50 by Refused desc`,
  },
  {
    title: 'Refused prompts over time',
    text: `SigninLogs
| where ResultType == 500121
| summarize Refused = count() by bin(TimeGenerated, 1h), AppDisplayName
| render timechart with (title="Refused prompts an hour")`,
  },
  {
    title: 'Where sign-ins come from',
    text: `SigninLogs
| extend Longitude = toreal(LocationDetails.geoCoordinates.longitude), Latitude = toreal(LocationDetails.geoCoordinates.latitude)
| where isnotnull(Longitude) and isnotnull(Latitude)
| summarize SignIns = count() by Longitude = round(Longitude, 1), Latitude = round(Latitude, 1), Result = iff(ResultType == "0", "let in", "stopped")
| project Longitude, Latitude, Result, SignIns
| render piechart with (kind=map)`,
  },
  {
    title: 'A yes soon after several times no',
    text: `let refused = SigninLogs
| where ResultType == 500121
| project UserPrincipalName, RefusedTime = TimeGenerated, RefusedAddress = IPAddress;
SigninLogs
| where ResultType == "0"
| project UserPrincipalName, AllowedTime = TimeGenerated, AllowedAddress = IPAddress
| join kind=inner refused on UserPrincipalName
| where AllowedTime between (RefusedTime .. (RefusedTime + 30m))
| summarize Refusals = dcount(RefusedTime), Addresses = make_set(RefusedAddress, 10) by UserPrincipalName, AllowedTime, AllowedAddress
| where Refusals >= 3
| order by AllowedTime desc`,
  },
]
