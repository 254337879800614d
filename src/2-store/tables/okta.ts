/** Okta's System Log. Columns: the table that Okta's Sentinel connector (V2) fills. */
import { customTable } from './table.ts'

export const oktaV2 = customTable({
  name: 'OktaV2_CL',
  columns: {
    string: `ActingAppName ActingAppType ActorDisplayName ActorSessionId ActorUserId ActorUserIdType ActorUsername ActorUsernameType
      ActorUserType AuthenticationContextAuthenticationProvider AuthenticationContextCredentialProvider
      AuthenticationContextInterface AuthenticationContextIssuerId AuthenticationContextIssuerType DvcAction EventMessage
      EventOriginalResultDetails EventOriginalType EventOriginalUid EventResult EventSeverity HttpUserAgent LegacyEventType
      LogonMethod OriginalActorAlternateId OriginalClientDevice OriginalOutcomeResult OriginalSeverity OriginalUserId
      OriginalUserType SecurityContextAsOrg SecurityContextDomain SrcDeviceType SrcDvcId SrcDvcIdType SrcDvcOs SrcGeoCity
      SrcGeoCountry SrcGeoPostalCode SrcGeoRegion SrcIpAddr SrcIsp SrcZone TransactionId TransactionType Version`,
    dynamic: 'ActorDetailEntry DebugData OriginalTarget Request TransactionDetail',
    int: 'AuthenticationContextAuthenticationStep SecurityContextAsNumber',
    real: 'SrcGeoLatitude SrcGeoLongtitude',
    bool: 'SecurityContextIsProxy',
  },
  persons: 'ActorUsername ActorUserId OriginalActorAlternateId OriginalUserId',
  personsWithin: 'OriginalTarget',
  unlike: 'EventOriginalUid TransactionId ActorSessionId DebugData OriginalTarget Request',
})
