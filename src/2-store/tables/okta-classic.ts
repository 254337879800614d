/** `Okta_CL`, the table of Okta's first Sentinel connector, for queries written against it: computed from the records that `OktaV2_CL` keeps. */
import { list, literal, name } from '../sql.ts'

/** Columns that are places in the record with `_` for `.` and the type as last letter. */
const places = `eventType_s outcome_reason_s client_ipAddress_s published_t client_geographicalContext_city_s
  client_geographicalContext_country_s outcome_result_s actor_alternateId_s debugContext_debugData_initiationType_s
  debugContext_debugData_signOnMode_s debugContext_debugData_attributesModified_s debugContext_debugData_attributesAdded_s
  debugContext_debugData_attributesDeleted_s debugContext_debugData_groupAppAssignmentId_s debugContext_debugData_authnRequestId_s
  client_userAgent_rawUserAgent_s client_userAgent_os_s client_userAgent_browser_s client_zone_s client_device_s
  client_geographicalContext_state_s client_geographicalContext_postalCode_s client_geographicalContext_geolocation_lat_d
  client_geographicalContext_geolocation_lon_d securityContext_asNumber_d securityContext_asOrg_s securityContext_isp_s
  securityContext_domain_s securityContext_isProxy_b debugContext_debugData_loginResult_s debugContext_debugData_requestId_s
  debugContext_debugData_requestUri_s debugContext_debugData_url_s debugContext_debugData_deviceFingerprint_g
  authenticationContext_authenticationProvider_s authenticationContext_credentialProvider_s debugContext_debugData_factor_s
  debugContext_debugData_countryCallingCode_s debugContext_debugData_smsProvider_s debugContext_debugData_transactionId_g
  authenticationContext_credentialType_s actor_id_s actor_type_s actor_displayName_s authenticationContext_authenticationStep_d
  authenticationContext_externalSessionId_s displayMessage_s severity_s debugContext_debugData_jobId_s
  debugContext_debugData_importType_s debugContext_debugData_appname_s debugContext_debugData_importLastToken_s
  debugContext_debugData_importTrigger_s debugContext_debugData_threatSuspected_s legacyEventType_s transaction_type_s
  transaction_id_s uuid_g version_s request_ipChain_s target_s debugContext_debugData_detailedmessage_s actor_detailEntry_s
  authenticationContext_interface_s client_id_s debugContext_debugData_s debugContext_debugData_threatDetections_s`.split(/\s+/)

/** Columns whose name is not their place. */
const elsewhere: Readonly<Record<string, string>> = {
  authenticationContext_issuerId_s: '$.authenticationContext.issuer.id',
  authenticationContext_issuerType_s: '$.authenticationContext.issuer.type',
  transaction_details_s: '$.transaction.detail',
}

const same = 'TenantId SourceSystem MG ManagementGroupName Computer RawData _ResourceId _SubscriptionId _ItemId _TimeReceived'.split(' ')

const columns = [
  'TimeGenerated',
  ...places.map((column) => `${typed(column, `$.${column.slice(0, -2).replaceAll('_', '.')}`)} AS ${name(column)}`),
  ...Object.entries(elsewhere).map(([column, path]) => `${typed(column, path)} AS ${name(column)}`),
  ...same.map(name),
  `'Okta_CL' AS ${name('Type')}`,
]

function typed(column: string, path: string): string {
  const text = `json_extract_string("RawData", ${literal(path)})`
  if (column.endsWith('_d')) return `try_cast(${text} AS DOUBLE)`
  if (column.endsWith('_b')) return `try_cast(${text} AS BOOLEAN)`
  if (column.endsWith('_t')) return `timezone('UTC', try_cast(${text} AS TIMESTAMPTZ))`
  return text
}

export const oktaClassicView = `CREATE OR REPLACE VIEW "Okta_CL" AS SELECT ${list(columns)} FROM kept."OktaV2_CL"`
