/** Ten queries as analysts write them, and the SQL that somebody who knows the table's layout would write. */

export interface Query {
  readonly name: string
  readonly kql: string
  readonly sql: string
}

const from = '2026-10-24 00:00:00'

export const queries: readonly Query[] = [
  {
    name: 'fraud reports and refusals',
    kql: `SigninLogs
| where ResultType == 500121
| where Status has "MFA Denied; user declined the authentication" or Status has "MFA denied; Phone App Reported Fraud"
| project TimeGenerated, UserPrincipalName, IPAddress`,
    sql: `SELECT TimeGenerated, UserPrincipalName, IPAddress FROM kept."SigninLogs" WHERE ResultType = '500121'
      AND (CASE WHEN contains(lower("Status"), 'mfa denied; user declined the authentication') THEN regexp_matches("Status", '(?:^|[^\\p{L}\\p{N}])MFA Denied; user declined the authentication(?:$|[^\\p{L}\\p{N}])', 'is') ELSE false END
        OR CASE WHEN contains(lower("Status"), 'mfa denied; phone app reported fraud') THEN regexp_matches("Status", '(?:^|[^\\p{L}\\p{N}])MFA denied; Phone App Reported Fraud(?:$|[^\\p{L}\\p{N}])', 'is') ELSE false END)`,
  },
  {
    name: 'results of the second step',
    kql: `SigninLogs
| where ResultType == 500121
| extend AuthResult = tostring(parse_json(AuthenticationDetails)[1].authenticationStepResultDetail)
| where AuthResult in ("MFA denied; user declined the authentication", "MFA denied; user did not respond to mobile app notification")
| summarize count() by AuthResult`,
    sql: `SELECT "AuthenticationDetails[1].authenticationStepResultDetail" AS r, count(*) FROM kept."SigninLogs" WHERE ResultType = '500121'
      AND "AuthenticationDetails[1].authenticationStepResultDetail" IN ('MFA denied; user declined the authentication', 'MFA denied; user did not respond to mobile app notification') GROUP BY r`,
  },
  {
    name: 'sign-ins by city',
    kql: `SigninLogs | summarize count() by City = tostring(LocationDetails.city) | top 20 by count_`,
    sql: `SELECT coalesce("LocationDetails.city", '') AS c, count(*) AS n FROM kept."SigninLogs" GROUP BY c ORDER BY n DESC LIMIT 20`,
  },
  {
    name: 'failures a user, a week',
    kql: `SigninLogs
| where TimeGenerated > datetime(${from})
| where ResultType in ("50126", "50053", "50055", "500121")
| summarize Failures = count(), Addresses = dcount(IPAddress), First = min(TimeGenerated), Last = max(TimeGenerated) by UserPrincipalName
| where Failures > 3`,
    sql: `SELECT UserPrincipalName, count(*) AS n, count(DISTINCT IPAddress), min(TimeGenerated), max(TimeGenerated) FROM kept."SigninLogs"
      WHERE TimeGenerated > TIMESTAMP '${from}' AND ResultType IN ('50126', '50053', '50055', '500121') GROUP BY UserPrincipalName HAVING count(*) > 3`,
  },
  {
    name: 'results by the hour',
    kql: `SigninLogs | summarize count() by bin(TimeGenerated, 1h), ResultType`,
    sql: `SELECT epoch_us(TimeGenerated) // 3600000000 AS h, ResultType, count(*) FROM kept."SigninLogs" GROUP BY ALL`,
  },
  {
    name: 'last sign-in of everybody',
    kql: `SigninLogs | summarize arg_max(TimeGenerated, *) by UserPrincipalName | project UserPrincipalName, TimeGenerated, IPAddress, AppDisplayName, City = tostring(LocationDetails.city), UserAgent`,
    sql: `SELECT UserPrincipalName, TimeGenerated, IPAddress, AppDisplayName, "LocationDetails.city", UserAgent FROM kept."SigninLogs" SEMI JOIN
      (SELECT arg_max(rowid, TimeGenerated) AS row FROM kept."SigninLogs" GROUP BY UserPrincipalName) AS l ON "SigninLogs".rowid = l.row`,
  },
  {
    name: 'methods used, a day',
    kql: `SigninLogs
| where TimeGenerated > datetime(2026-10-30)
| mv-expand Step = parse_json(AuthenticationDetails)
| summarize Methods = make_set(tostring(Step.authenticationMethod)) by UserPrincipalName`,
    sql: `SELECT UserPrincipalName, list(DISTINCT m) FROM (SELECT UserPrincipalName, unnest(json_extract_string(AuthenticationDetails, '$[*].authenticationMethod')) AS m FROM kept."SigninLogs" WHERE TimeGenerated > TIMESTAMP '2026-10-30') GROUP BY UserPrincipalName`,
  },
  {
    name: 'success behind a failure',
    kql: `let failed = SigninLogs | where TimeGenerated > datetime(${from}) | where ResultType == "500121" | project UserPrincipalName, FailedAt = TimeGenerated, FailedFrom = IPAddress;
SigninLogs
| where TimeGenerated > datetime(${from})
| where ResultType == 0
| join kind=inner failed on UserPrincipalName
| where TimeGenerated between (FailedAt .. 10m) and IPAddress == FailedFrom
| project UserPrincipalName, FailedAt, TimeGenerated, IPAddress`,
    sql: `SELECT s.UserPrincipalName, f.t, s.TimeGenerated, s.IPAddress FROM kept."SigninLogs" s JOIN
      (SELECT UserPrincipalName AS u, TimeGenerated AS t, IPAddress AS ip FROM kept."SigninLogs" WHERE TimeGenerated > TIMESTAMP '${from}' AND ResultType = '500121') f
      ON s.UserPrincipalName = f.u AND s.IPAddress = f.ip WHERE s.TimeGenerated > TIMESTAMP '${from}' AND s.ResultType = '0' AND s.TimeGenerated BETWEEN f.t AND f.t + INTERVAL 10 MINUTE`,
  },
  {
    name: 'words in the user agent',
    kql: `SigninLogs | where UserAgent has_any ("python-requests", "curl", "Firefox") | summarize count(), dcount(UserPrincipalName) by AppDisplayName | sort by count_ desc`,
    sql: `SELECT AppDisplayName, count(*) AS n, count(DISTINCT UserPrincipalName) FROM kept."SigninLogs" WHERE
      (CASE WHEN contains(lower(UserAgent), 'python-requests') THEN regexp_matches(UserAgent, '(?:^|[^\\p{L}\\p{N}])python-requests(?:$|[^\\p{L}\\p{N}])', 'is') ELSE false END
      OR CASE WHEN contains(lower(UserAgent), 'curl') THEN regexp_matches(UserAgent, '(?:^|[^\\p{L}\\p{N}])curl(?:$|[^\\p{L}\\p{N}])', 'is') ELSE false END
      OR CASE WHEN contains(lower(UserAgent), 'firefox') THEN regexp_matches(UserAgent, '(?:^|[^\\p{L}\\p{N}])Firefox(?:$|[^\\p{L}\\p{N}])', 'is') ELSE false END)
      GROUP BY AppDisplayName ORDER BY n DESC`,
  },
  {
    name: 'addresses of each user',
    kql: `SigninLogs | where TimeGenerated > datetime(${from}) | summarize Addresses = make_set(IPAddress), Apps = dcount(AppDisplayName), Denied = countif(ResultType == "500121") by UserPrincipalName`,
    sql: `SELECT UserPrincipalName, list(DISTINCT IPAddress), count(DISTINCT AppDisplayName), count(*) FILTER (WHERE ResultType = '500121') FROM kept."SigninLogs" WHERE TimeGenerated > TIMESTAMP '${from}' GROUP BY UserPrincipalName`,
  },
]
