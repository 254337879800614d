/** Microsoft Entra ID's tables: sign-ins, the directory's audit, and what its risk engine found. Columns: https://learn.microsoft.com/azure/azure-monitor/reference/tables-index */
import { published } from './table.ts'

/** The paths that published queries read most, of the columns both kinds of sign-in share. */
const hot = `Status.errorCode Status.failureReason Status.additionalDetails
  DeviceDetail.operatingSystem DeviceDetail.browser DeviceDetail.isCompliant DeviceDetail.isManaged DeviceDetail.trustType
  LocationDetails.city LocationDetails.state LocationDetails.countryOrRegion AuthenticationDetails[0].authenticationMethod
  AuthenticationDetails[0].authenticationStepResultDetail AuthenticationDetails[1].authenticationMethod
  AuthenticationDetails[1].authenticationStepResultDetail`

const ids = 'Id CorrelationId OriginalRequestId UniqueTokenIdentifier SessionId'

export const signInLogs = published({
  name: 'SigninLogs',
  columns: {
    datetime: 'CreatedDateTime',
    string: `AADTenantId AlternateSignInName AppDisplayName AppId AppliedConditionalAccessPolicies AppOwnerTenantId
      AuthenticationAppDeviceDetails AuthenticationAppPolicyEvaluationDetails AuthenticationContextClassReferences
      AuthenticationDetails AuthenticationMethodsUsed AuthenticationProcessingDetails AuthenticationProtocol
      AuthenticationRequirement AuthenticationRequirementPolicies AuthenticatorAppLocation AutonomousSystemNumber Category
      ClientAppUsed ClientCredentialType ConditionalAccessAudiences ConditionalAccessStatus CorrelationId CrossTenantAccessType
      FederatedCredentialId GlobalSecureAccessIpAddress HomeTenantId HomeTenantName Id Identity IncomingTokenType IPAddress
      IPAddressFromResourceProvider Level Location NetworkLocationDetails OperationName OperationVersion OriginalRequestId
      OriginalTransferMethod ProcessingTimeInMilliseconds Resource ResourceDisplayName ResourceGroup ResourceId ResourceIdentity
      ResourceOwnerTenantId ResourceProvider ResourceServicePrincipalId ResourceTenantId ResultDescription ResultSignature
      ResultType RiskDetail RiskEventTypes RiskEventTypes_V2 RiskLevel RiskLevelAggregated RiskLevelDuringSignIn RiskState
      ServicePrincipalId ServicePrincipalName SessionId SessionLifetimePolicies SignInIdentifier SignInIdentifierType
      SourceAppClientId TokenIssuerName TokenIssuerType UniqueTokenIdentifier UserAgent UserDisplayName UserId UserPrincipalName
      UserType`,
    dynamic: `Agent AppliedEventListeners ConditionalAccessPolicies DeviceDetail LocationDetails MfaDetail Status
      TokenProtectionStatusDetails`,
    long: 'DurationMs',
    bool: 'FlaggedForReview IsInteractive IsRisky IsTenantRestricted IsThroughGlobalSecureAccess',
  },
  extracted: hot,
  persons: 'UserPrincipalName UserId AlternateSignInName SignInIdentifier',
  tenants: 'AADTenantId',
  unlike: `${ids} AuthenticationDetails AuthenticationProcessingDetails ConditionalAccessPolicies DeviceDetail Status`,
})

export const nonInteractiveSignInLogs = published({
  name: 'AADNonInteractiveUserSignInLogs',
  columns: {
    datetime: 'CreatedDateTime',
    string: `AADTenantId Agent AlternateSignInName AppDisplayName AppId AppOwnerTenantId AuthenticationContextClassReferences
      AuthenticationDetails AuthenticationMethodsUsed AuthenticationProcessingDetails AuthenticationProtocol
      AuthenticationRequirement AuthenticationRequirementPolicies AuthenticatorAppLocation AutonomousSystemNumber Category
      ClientAppUsed ClientCredentialType ClientSessionId ConditionalAccessAudiences ConditionalAccessPolicies
      ConditionalAccessStatus CorrelationId CrossTenantAccessType DeviceDetail FederatedCredentialId GlobalSecureAccessIpAddress
      HomeTenantId HomeTenantName Id Identity IncomingTokenType IPAddress Level Location LocationDetails MfaDetail
      NetworkLocationDetails OperationName OperationVersion OriginalRequestId OriginalTransferMethod ProcessingTimeInMs
      ResourceDisplayName ResourceGroup ResourceIdentity ResourceOwnerTenantId ResourceServicePrincipalId ResourceTenantId
      ResultDescription ResultSignature ResultType RiskDetail RiskEventTypes RiskEventTypes_V2 RiskLevelAggregated
      RiskLevelDuringSignIn RiskState ServicePrincipalId SessionId SessionLifetimePolicies SignInEventTypes SignInIdentifierType
      Status TokenIssuerName TokenIssuerType TokenProtectionStatusDetails UniqueTokenIdentifier UserAgent UserDisplayName UserId
      UserPrincipalName UserType`,
    dynamic: 'AppliedEventListeners',
    long: 'DurationMs',
    bool: 'IsInteractive IsRisky IsTenantRestricted IsThroughGlobalSecureAccess',
  },
  extracted: hot,
  persons: 'UserPrincipalName UserId AlternateSignInName',
  tenants: 'AADTenantId',
  unlike: `${ids} AuthenticationDetails AuthenticationProcessingDetails ConditionalAccessPolicies DeviceDetail Status`,
})

export const servicePrincipalSignInLogs = published({
  name: 'AADServicePrincipalSignInLogs',
  columns: {
    datetime: 'CreatedDateTime',
    string: `AADTenantId Agent AppId AppOwnerTenantId AuthenticationContextClassReferences AuthenticationProcessingDetails
      AutonomousSystemNumber Category ClientCredentialType ConditionalAccessAudiences ConditionalAccessPolicies
      ConditionalAccessStatus CorrelationId FederatedCredentialId Id Identity IPAddress Level Location LocationDetails
      NetworkLocationDetails OperationName OperationVersion ResourceDisplayName ResourceGroup ResourceIdentity
      ResourceOwnerTenantId ResourceServicePrincipalId ResultDescription ResultSignature ResultType
      ServicePrincipalCredentialKeyId ServicePrincipalCredentialThumbprint ServicePrincipalId ServicePrincipalName SessionId
      UniqueTokenIdentifier UserAgent`,
    long: 'DurationMs',
  },
  extracted: 'LocationDetails.city LocationDetails.countryOrRegion',
  tenants: 'AADTenantId',
  unlike: 'Id CorrelationId UniqueTokenIdentifier SessionId',
})

export const managedIdentitySignInLogs = published({
  name: 'AADManagedIdentitySignInLogs',
  columns: {
    datetime: 'CreatedDateTime',
    string: `AADTenantId Agent AppId AppOwnerTenantId AuthenticationContextClassReferences AuthenticationProcessingDetails Category
      ClientCredentialType ConditionalAccessAudiences ConditionalAccessPolicies ConditionalAccessStatus CorrelationId
      FederatedCredentialId Id Identity IPAddress Level Location LocationDetails ManagedServiceIdentity NetworkLocationDetails
      OperationName OperationVersion ResourceDisplayName ResourceGroup ResourceIdentity ResourceOwnerTenantId
      ResourceServicePrincipalId ResultDescription ResultSignature ResultType ServicePrincipalCredentialKeyId
      ServicePrincipalCredentialThumbprint ServicePrincipalId ServicePrincipalName SessionId SourceAppClientId
      UniqueTokenIdentifier UserAgent`,
    long: 'DurationMs',
  },
  tenants: 'AADTenantId',
  unlike: 'Id CorrelationId UniqueTokenIdentifier SessionId',
})

export const auditLogs = published({
  name: 'AuditLogs',
  columns: {
    datetime: 'ActivityDateTime',
    string: `AADOperationType AADTenantId ActivityDisplayName Category CorrelationId Id Identity Level Location LoggedByService
      OperationName OperationVersion Resource ResourceGroup ResourceId ResourceProvider Result ResultDescription ResultReason
      ResultSignature ResultType`,
    dynamic: 'AdditionalDetails InitiatedBy TargetResources',
    long: 'DurationMs',
  },
  extracted: `InitiatedBy.user.userPrincipalName InitiatedBy.user.id InitiatedBy.user.ipAddress InitiatedBy.app.displayName
    InitiatedBy.app.servicePrincipalId TargetResources[0].userPrincipalName TargetResources[0].id TargetResources[0].displayName
    TargetResources[0].type`,
  persons: 'InitiatedBy.user.userPrincipalName InitiatedBy.user.id TargetResources[0].userPrincipalName TargetResources[0].id',
  personsWithin: 'TargetResources',
  tenants: 'AADTenantId',
  unlike: 'Id CorrelationId AdditionalDetails InitiatedBy TargetResources',
})

export const userRiskEvents = published({
  name: 'AADUserRiskEvents',
  columns: {
    datetime: 'ActivityDateTime DetectedDateTime LastUpdatedDateTime',
    string: `Activity CorrelationId DetectionTimingType Id IpAddress OperationName RequestId RiskDetail RiskEventType RiskLevel RiskState
      Source TokenIssuerType UserDisplayName UserId UserPrincipalName`,
    dynamic: 'AdditionalInfo Location',
  },
  extracted: 'Location.city Location.countryOrRegion',
  persons: 'UserPrincipalName UserId',
  unlike: 'Id CorrelationId RequestId AdditionalInfo',
})

export const riskyUsers = published({
  name: 'AADRiskyUsers',
  columns: {
    datetime: 'RiskLastUpdatedDateTime',
    string: 'CorrelationId Id OperationName RiskDetail RiskLevel RiskState UserDisplayName UserPrincipalName',
    bool: 'IsDeleted IsProcessing',
  },
  persons: 'UserPrincipalName Id',
  unlike: 'CorrelationId',
})
