/** The columns of Log Analytics' tables for Entra ID, with their types, as Azure Monitor's table reference lists them. */
import { type Columns, columns } from './entra-id-table.ts'

export type EntraTable =
  | 'SigninLogs'
  | 'AADNonInteractiveUserSignInLogs'
  | 'AADServicePrincipalSignInLogs'
  | 'AADManagedIdentitySignInLogs'
  | 'AuditLogs'
  | 'AADUserRiskEvents'
  | 'AADRiskyUsers'

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables-index */
export const entraColumns: Readonly<Record<EntraTable, Columns>> = {
  SigninLogs: columns({
    string: `
      _IsBillable _ItemId _ResourceId _SubscriptionId AADTenantId AlternateSignInName AppDisplayName AppId
      AppliedConditionalAccessPolicies AppOwnerTenantId AuthenticationAppDeviceDetails
      AuthenticationAppPolicyEvaluationDetails AuthenticationContextClassReferences AuthenticationDetails
      AuthenticationMethodsUsed AuthenticationProcessingDetails AuthenticationProtocol AuthenticationRequirement
      AuthenticationRequirementPolicies AuthenticatorAppLocation AutonomousSystemNumber Category ClientAppUsed
      ClientCredentialType ConditionalAccessAudiences ConditionalAccessStatus CorrelationId CrossTenantAccessType
      FederatedCredentialId GlobalSecureAccessIpAddress HomeTenantId HomeTenantName Id Identity IncomingTokenType IPAddress
      IPAddressFromResourceProvider Level Location NetworkLocationDetails OperationName OperationVersion OriginalRequestId
      OriginalTransferMethod ProcessingTimeInMilliseconds Resource ResourceDisplayName ResourceGroup ResourceId
      ResourceIdentity ResourceOwnerTenantId ResourceProvider ResourceServicePrincipalId ResourceTenantId ResultDescription
      ResultSignature ResultType RiskDetail RiskEventTypes RiskEventTypes_V2 RiskLevel RiskLevelAggregated
      RiskLevelDuringSignIn RiskState ServicePrincipalId ServicePrincipalName SessionId SessionLifetimePolicies
      SignInIdentifier SignInIdentifierType SourceAppClientId SourceSystem TenantId TokenIssuerName TokenIssuerType Type
      UniqueTokenIdentifier UserAgent UserDisplayName UserId UserPrincipalName UserType`,
    dynamic: `
      Agent AppliedEventListeners ConditionalAccessPolicies DeviceDetail LocationDetails MfaDetail Status
      TokenProtectionStatusDetails`,
    datetime: `
      _TimeReceived CreatedDateTime TimeGenerated`,
    bool: `
      FlaggedForReview IsInteractive IsRisky IsTenantRestricted IsThroughGlobalSecureAccess`,
    long: `
      DurationMs`,
    real: `
      _BilledSize`,
  }),
  AADNonInteractiveUserSignInLogs: columns({
    string: `
      _IsBillable _ItemId _ResourceId _SubscriptionId AADTenantId Agent AlternateSignInName AppDisplayName AppId
      AppOwnerTenantId AuthenticationContextClassReferences AuthenticationDetails AuthenticationMethodsUsed
      AuthenticationProcessingDetails AuthenticationProtocol AuthenticationRequirement AuthenticationRequirementPolicies
      AuthenticatorAppLocation AutonomousSystemNumber Category ClientAppUsed ClientCredentialType ClientSessionId
      ConditionalAccessAudiences ConditionalAccessPolicies ConditionalAccessStatus CorrelationId CrossTenantAccessType
      DeviceDetail FederatedCredentialId GlobalSecureAccessIpAddress HomeTenantId HomeTenantName Id Identity IncomingTokenType
      IPAddress Level Location LocationDetails MfaDetail NetworkLocationDetails OperationName OperationVersion
      OriginalRequestId OriginalTransferMethod ProcessingTimeInMs ResourceDisplayName ResourceGroup ResourceIdentity
      ResourceOwnerTenantId ResourceServicePrincipalId ResourceTenantId ResultDescription ResultSignature ResultType
      RiskDetail RiskEventTypes RiskEventTypes_V2 RiskLevelAggregated RiskLevelDuringSignIn RiskState ServicePrincipalId
      SessionId SessionLifetimePolicies SignInEventTypes SignInIdentifierType SourceSystem Status TenantId TokenIssuerName
      TokenIssuerType TokenProtectionStatusDetails Type UniqueTokenIdentifier UserAgent UserDisplayName UserId
      UserPrincipalName UserType`,
    dynamic: `
      AppliedEventListeners`,
    datetime: `
      _TimeReceived CreatedDateTime TimeGenerated`,
    bool: `
      IsInteractive IsRisky IsTenantRestricted IsThroughGlobalSecureAccess`,
    long: `
      DurationMs`,
    real: `
      _BilledSize`,
  }),
  AADServicePrincipalSignInLogs: columns({
    string: `
      _IsBillable _ItemId _ResourceId _SubscriptionId AADTenantId Agent AppId AppOwnerTenantId
      AuthenticationContextClassReferences AuthenticationProcessingDetails AutonomousSystemNumber Category
      ClientCredentialType ConditionalAccessAudiences ConditionalAccessPolicies ConditionalAccessStatus CorrelationId
      FederatedCredentialId Id Identity IPAddress Level Location LocationDetails NetworkLocationDetails OperationName
      OperationVersion ResourceDisplayName ResourceGroup ResourceIdentity ResourceOwnerTenantId ResourceServicePrincipalId
      ResultDescription ResultSignature ResultType ServicePrincipalCredentialKeyId ServicePrincipalCredentialThumbprint
      ServicePrincipalId ServicePrincipalName SessionId SourceSystem TenantId Type UniqueTokenIdentifier UserAgent`,
    datetime: `
      _TimeReceived CreatedDateTime TimeGenerated`,
    long: `
      DurationMs`,
    real: `
      _BilledSize`,
  }),
  AADManagedIdentitySignInLogs: columns({
    string: `
      _IsBillable _ItemId _ResourceId _SubscriptionId AADTenantId Agent AppId AppOwnerTenantId
      AuthenticationContextClassReferences AuthenticationProcessingDetails Category ClientCredentialType
      ConditionalAccessAudiences ConditionalAccessPolicies ConditionalAccessStatus CorrelationId FederatedCredentialId Id
      Identity IPAddress Level Location LocationDetails ManagedServiceIdentity NetworkLocationDetails OperationName
      OperationVersion ResourceDisplayName ResourceGroup ResourceIdentity ResourceOwnerTenantId ResourceServicePrincipalId
      ResultDescription ResultSignature ResultType ServicePrincipalCredentialKeyId ServicePrincipalCredentialThumbprint
      ServicePrincipalId ServicePrincipalName SessionId SourceAppClientId SourceSystem TenantId Type UniqueTokenIdentifier
      UserAgent`,
    datetime: `
      _TimeReceived CreatedDateTime TimeGenerated`,
    long: `
      DurationMs`,
    real: `
      _BilledSize`,
  }),
  AuditLogs: columns({
    string: `
      _IsBillable _ItemId _ResourceId _SubscriptionId AADOperationType AADTenantId ActivityDisplayName Category CorrelationId
      Id Identity Level Location LoggedByService OperationName OperationVersion Resource ResourceGroup ResourceId
      ResourceProvider Result ResultDescription ResultReason ResultSignature ResultType SourceSystem TenantId Type`,
    dynamic: `
      AdditionalDetails InitiatedBy TargetResources`,
    datetime: `
      _TimeReceived ActivityDateTime TimeGenerated`,
    long: `
      DurationMs`,
    real: `
      _BilledSize`,
  }),
  AADUserRiskEvents: columns({
    string: `
      _IsBillable _ItemId _ResourceId _SubscriptionId Activity CorrelationId DetectionTimingType Id IpAddress OperationName
      RequestId RiskDetail RiskEventType RiskLevel RiskState Source SourceSystem TenantId TokenIssuerType Type UserDisplayName
      UserId UserPrincipalName`,
    dynamic: `
      AdditionalInfo Location`,
    datetime: `
      _TimeReceived ActivityDateTime DetectedDateTime LastUpdatedDateTime TimeGenerated`,
    real: `
      _BilledSize`,
  }),
  AADRiskyUsers: columns({
    string: `
      _IsBillable _ItemId _ResourceId _SubscriptionId CorrelationId Id OperationName RiskDetail RiskLevel RiskState
      SourceSystem TenantId Type UserDisplayName UserPrincipalName`,
    datetime: `
      _TimeReceived RiskLastUpdatedDateTime TimeGenerated`,
    bool: `
      IsDeleted IsProcessing`,
    real: `
      _BilledSize`,
  }),
}
