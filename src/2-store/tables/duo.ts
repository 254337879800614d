/** Cisco Duo's logs. Columns: the table that Duo's Sentinel connector fills; columns it declares twice, once with a blank in the name, are left out. */
import { customTable } from './table.ts'

export const ciscoDuo = customTable({
  name: 'CiscoDuo_CL',
  columns: {
    datetime: 'surfaced_auth_isotimestamp_t isotimestamp_t',
    string: `access_device_browser_s access_device_browser_version_s access_device_flash_version_s access_device_ip_s
      access_device_java_version_s access_device_location_city_s access_device_location_country_s access_device_location_state_s
      access_device_os_s access_device_os_version_s access_device_security_agents_s alias_s application_key_s application_name_s
      auth_device_ip_s auth_device_location_city_s auth_device_location_country_s auth_device_location_state_s auth_device_name_s
      email_s event_type_s factor_s reason_s result_s trusted_endpoint_status_s txid_g user_groups_s user_key_s user_name_s
      explanations_s priority_reasons_s sekey_s state_s surfaced_auth_access_device_browser_s
      surfaced_auth_access_device_browser_version_s surfaced_auth_access_device_ip_s
      surfaced_auth_access_device_is_encryption_enabled_s surfaced_auth_access_device_is_firewall_enabled_s
      surfaced_auth_access_device_is_password_set_s surfaced_auth_access_device_location_city_s
      surfaced_auth_access_device_location_country_s surfaced_auth_access_device_location_state_s surfaced_auth_access_device_os_s
      surfaced_auth_access_device_os_version_s surfaced_auth_access_device_security_agents_s surfaced_auth_alias_s
      surfaced_auth_application_key_s surfaced_auth_application_name_s surfaced_auth_email_s surfaced_auth_factor_s
      surfaced_auth_ood_software_s surfaced_auth_reason_s surfaced_auth_result_s surfaced_auth_txid_s surfaced_auth_user_groups_s
      surfaced_auth_user_key_s surfaced_auth_user_name_s triage_event_uri_s action_s description_s username_s object_s context_s
      phone_s type_s eventtype_s host_s`,
    real: 'surfaced_auth_timestamp_d surfaced_timestamp_d credits_d timestamp_d',
    bool: `access_device_is_encryption_enabled_b access_device_is_firewall_enabled_b access_device_is_password_set_b
      from_common_netblock_b from_new_user_b low_risk_ip_b priority_event_b triaged_as_interesting_b`,
  },
  persons: `user_name_s user_key_s email_s alias_s username_s object_s surfaced_auth_user_name_s surfaced_auth_user_key_s
    surfaced_auth_email_s`,
  unlike: 'txid_g surfaced_auth_txid_s sekey_s description_s',
})
