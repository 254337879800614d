/** The columns of Log Analytics' `OfficeActivity`, with their types, as Azure Monitor's table reference lists them. */
import { type Columns, columns } from './entra-id-table.ts'

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/officeactivity */
export const officeColumns: Columns = columns({
  string: `
    _IsBillable _ItemId _ResourceId _SubscriptionId AADGroupId AADTarget Activity Actor ActorContextId ActorIpAddress
    AddOnGuid AddonName AddOnType AffectedItems AppDistributionMode AppId Application ApplicationId AppPoolName
    AzureActiveDirectory_EventType AzureADAppId ChannelGuid ChannelName ChannelType ChatName ChatThreadId Client
    Client_IPAddress ClientAppId ClientInfoString ClientIP ClientMachineName ClientProcessName ClientVersion
    CommunicationType CustomEvent DestFolder DestinationFileExtension DestinationFileName DestinationRelativeUrl
    DestMailboxId DestMailboxOwnerMasterAccountSid DestMailboxOwnerSid DestMailboxOwnerUPN DeviceInformation
    EffectiveOrganization ElevationApprover ElevationRequestId ElevationRole Event_Data EventSource ExtendedProperties
    ExternalAccess Folder Folders GenericInfo InterSystemsId IntraSystemId Item ItemName ItemType ListItemUniqueId
    Logon_Type LogonUserDisplayName LogonUserSid MachineDomainInfo MachineId MailboxGuid MailboxOwnerMasterAccountSid
    MailboxOwnerSid MailboxOwnerUPN MeetingDetailId MessageId ModifiedObjectResolvedName ModifiedProperties NewValue
    OfficeId OfficeObjectId OfficeTenantId OfficeWorkload OldValue Operation OperationScope OrganizationId OrganizationName
    OriginatingServer Parameters RecordType ResultReasonType ResultStatus SendAsUserMailboxGuid SendAsUserSmtp
    SendonBehalfOfUserMailboxGuid SendOnBehalfOfUserSmtp SensitivityLabelId SharingType Site_ Site_Url Source_Name
    SourceFileExtension SourceFileName SourceRecordId SourceRelativeUrl SourceSystem SRPolicyId SRPolicyName SupportTicketId
    TabType TargetContextId TargetUserId TargetUserOrGroupName TargetUserOrGroupType TeamGuid TeamName TenantId Type
    UniqueSharingId UserAgent UserDomain UserId UserKey UserSharedWith UserType`,
  dynamic: `
    AppAccessContext ArtifactsShared Attendees ExtraProperties Members OperationProperties SRRuleMatchDetails`,
  datetime: `
    _TimeReceived ElevationApprovedTime ElevationTime JoinTime LeaveTime Start_Time TimeGenerated`,
  bool: `
    CrossMailboxOperations IsJoinedFromLobby IsManagedDevice`,
  int: `
    DataCenterSecurityEventType ElevationDuration InternalLogonType LoginStatus`,
  real: `
    _BilledSize`,
})
