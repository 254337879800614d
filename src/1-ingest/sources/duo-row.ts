/** Columns of `CiscoDuo_CL`, the table of Microsoft Sentinel's Duo connector: the record's own paths with the type behind. */
import { boolean, type Json, type JsonObject, number, object, text } from '../../0-event/json.ts'
import { parseTime } from '../../0-event/time.ts'
import { columnText, timestamp } from './kept.ts'

/** `txid_g` is a column for GUIDs, but Duo's ids of any form go there. */
export function authenticationColumns(record: JsonObject, time: number): JsonObject {
  return {
    ...access(object(record, 'access_device'), 'access_device_'),
    ...auth(object(record, 'auth_device')),
    alias_s: text(record, 'alias'),
    application_key_s: text(object(record, 'application'), 'key'),
    application_name_s: text(object(record, 'application'), 'name'),
    email_s: text(record, 'email'),
    event_type_s: text(record, 'event_type'),
    factor_s: text(record, 'factor'),
    reason_s: text(record, 'reason'),
    result_s: text(record, 'result'),
    trusted_endpoint_status_s: text(record, 'trusted_endpoint_status'),
    txid_g: text(record, 'txid'),
    user_groups_s: columnText(object(record, 'user')['groups']),
    user_key_s: text(object(record, 'user'), 'key'),
    user_name_s: text(object(record, 'user'), 'name'),
    ...times(record, time),
  }
}

function access(device: JsonObject, prefix: string): JsonObject {
  const location = object(device, 'location')
  return {
    [`${prefix}browser_s`]: text(device, 'browser'),
    [`${prefix}browser_version_s`]: text(device, 'browser_version'),
    [`${prefix}flash_version_s`]: text(device, 'flash_version'),
    [`${prefix}ip_s`]: text(device, 'ip'),
    [`${prefix}is_encryption_enabled_b`]: boolean(device, 'is_encryption_enabled'),
    [`${prefix}is_firewall_enabled_b`]: boolean(device, 'is_firewall_enabled'),
    [`${prefix}is_password_set_b`]: boolean(device, 'is_password_set'),
    [`${prefix}java_version_s`]: text(device, 'java_version'),
    [`${prefix}location_city_s`]: text(location, 'city'),
    [`${prefix}location_country_s`]: text(location, 'country'),
    [`${prefix}location_state_s`]: text(location, 'state'),
    [`${prefix}os_s`]: text(device, 'os'),
    [`${prefix}os_version_s`]: text(device, 'os_version'),
    [`${prefix}security_agents_s`]: columnText(device['security_agents']),
  }
}

function auth(device: JsonObject): JsonObject {
  const location = object(device, 'location')
  return {
    auth_device_ip_s: text(device, 'ip'),
    auth_device_location_city_s: text(location, 'city'),
    auth_device_location_country_s: text(location, 'country'),
    auth_device_location_state_s: text(location, 'state'),
    auth_device_name_s: text(device, 'name'),
  }
}

function times(record: JsonObject, time: number): JsonObject {
  return {
    timestamp_d: number(record, 'timestamp'),
    isotimestamp_t: timestamp(time),
    host_s: text(record, 'host'),
  }
}

export const telephonyColumns = (record: JsonObject, time: number): JsonObject => ({
  eventtype_s: 'telephony',
  context_s: text(record, 'context'),
  credits_d: number(record, 'credits'),
  phone_s: text(record, 'phone'),
  type_s: text(record, 'type'),
  txid_g: text(record, 'txid'),
  ...times(record, time),
})

export const administratorColumns = (record: JsonObject, time: number): JsonObject => ({
  eventtype_s: 'administrator',
  action_s: text(record, 'action'),
  description_s: columnText(record['description']),
  object_s: text(record, 'object'),
  username_s: text(record, 'username'),
  ...times(record, time),
})

/** The activity log has no columns of its own in this table; it takes those of the administrator log that mean the same. */
export const activityColumns = (record: JsonObject, time: number): JsonObject => ({
  eventtype_s: 'activity',
  action_s: text(object(record, 'action'), 'name'),
  description_s: columnText(object(record, 'action')['details']),
  object_s: text(object(record, 'target'), 'name'),
  username_s: text(object(record, 'actor'), 'name'),
  access_device_ip_s: text(object(object(record, 'access_device'), 'ip'), 'address') ?? text(object(record, 'access_device'), 'ip'),
  ...times(record, time),
})

const surfaced = 'surfaced_auth_'

export function trustColumns(record: JsonObject): JsonObject {
  const from = object(record, 'surfaced_auth')
  const device = object(from, 'access_device')
  const location = object(device, 'location')
  const at = parseTime(text(from, 'isotimestamp') ?? '')
  return {
    eventtype_s: 'trust_monitor',
    type_s: text(record, 'type'),
    sekey_s: text(record, 'sekey'),
    state_s: text(record, 'state'),
    explanations_s: columnText(record['explanations'] as Json | undefined),
    priority_event_b: boolean(record, 'priority_event'),
    priority_reasons_s: columnText(record['priority_reasons']),
    from_common_netblock_b: boolean(record, 'from_common_netblock'),
    from_new_user_b: boolean(record, 'from_new_user'),
    low_risk_ip_b: boolean(record, 'low_risk_ip'),
    triage_event_uri_s: text(record, 'triage_event_uri'),
    triaged_as_interesting_b: boolean(record, 'triaged_as_interesting'),
    surfaced_timestamp_d: number(record, 'surfaced_timestamp'),
    [`${surfaced}access_device_browser_s`]: text(device, 'browser'),
    [`${surfaced}access_device_ip_s`]: text(device, 'ip'),
    [`${surfaced}access_device_location_city_s`]: text(location, 'city'),
    [`${surfaced}access_device_location_country_s`]: text(location, 'country'),
    [`${surfaced}access_device_location_state_s`]: text(location, 'state'),
    [`${surfaced}access_device_os_s`]: text(device, 'os'),
    [`${surfaced}access_device_os_version_s`]: text(device, 'os_version'),
    [`${surfaced}application_key_s`]: text(object(from, 'application'), 'key'),
    [`${surfaced}application_name_s`]: text(object(from, 'application'), 'name'),
    [`${surfaced}email_s`]: text(from, 'email'),
    [`${surfaced}factor_s`]: text(from, 'factor'),
    [`${surfaced}reason_s`]: text(from, 'reason'),
    [`${surfaced}result_s`]: text(from, 'result'),
    [`${surfaced}timestamp_d`]: number(from, 'timestamp'),
    [`${surfaced}isotimestamp_t`]: at === undefined ? undefined : timestamp(at),
    [`${surfaced}txid_s`]: text(from, 'txid'),
    [`${surfaced}user_groups_s`]: columnText(object(from, 'user')['groups']),
    [`${surfaced}user_key_s`]: text(object(from, 'user'), 'key'),
    [`${surfaced}user_name_s`]: text(object(from, 'user'), 'name'),
  }
}
