/** The tables of the other identity providers. Columns: of their Sentinel connectors where there is one, else of the records themselves. */
import { customTable } from './table.ts'

export const googleWorkspaceLogin = customTable({
  name: 'GWorkspace_ReportsAPI_login_CL',
  columns: {
    datetime: 'id_time_t',
    string: `actor_email_s actor_profileId_s etag_s event_name_s event_type_s EventProduct events_s EventVendor id_applicationName_s
      id_customerId_s id_uniqueQualifier_s IPAddress kind_s login_challenge_method_s login_challenge_status_s login_type_s`,
  },
  persons: 'actor_email_s actor_profileId_s',
  unlike: 'id_uniqueQualifier_s etag_s events_s',
})

export const auth0 = customTable({
  name: 'Auth0Logs_CL',
  columns: {
    datetime: 'event_date',
    string: `ActorUserId ActorUsername Audience Auth0Domain ClientId ClientName Connection ConnectionId Description EventType
      HttpUserAgent LogId Scope SrcHostname SrcIpAddr Strategy StrategyType TenantName`,
    dynamic: 'Details LocationInfo',
    bool: 'IsMobile',
  },
  persons: 'ActorUsername ActorUserId',
  unlike: 'LogId Details',
})

export const oneLoginEvents = customTable({
  name: 'OneLoginEventsV2_CL',
  columns: {
    string: 'ActorSystem ActorUserName AppName CustomMessage Ipaddr Notes PolicyName PolicyType RoleName UserName',
    real: 'AccountId ActorUserId AppId EventId EventTypeId PolicyId RoleId UserId',
  },
  persons: 'UserName UserId ActorUserName ActorUserId',
})

/** No connector publishes a table for Keycloak: the columns are the fields of its events. */
export const keycloak = customTable({
  name: 'Keycloak_CL',
  columns: {
    string: `type_s realmId_s realmName_s clientId_s userId_s sessionId_s ipAddress_s error_s username_s auth_method_s credential_type_s
      details_s`,
  },
  persons: 'username_s userId_s',
  unlike: 'sessionId_s details_s',
})

/** PingID's audit in the columns that published rules read. */
export const pingId = customTable({
  name: 'PingID_CL',
  columns: {
    string: `id_s action_type_s actor_name_s resource_ipaddress_s resource_websession_s resource_devicemodel_s result_status_s
      result_message_s`,
  },
  persons: 'actor_name_s',
  unlike: 'id_s resource_websession_s result_message_s',
})
