/** Microsoft 365's unified audit log as Log Analytics keeps it. Columns: https://learn.microsoft.com/azure/azure-monitor/reference/tables/officeactivity */
import { published } from './table.ts'

export const officeActivity = published({
  name: 'OfficeActivity',
  columns: {
    datetime: 'ElevationApprovedTime ElevationTime JoinTime LeaveTime Start_Time',
    string: `AADGroupId AADTarget Activity Actor ActorContextId ActorIpAddress AddOnGuid AddonName AddOnType AffectedItems
      AppDistributionMode AppId Application ApplicationId AppPoolName AzureActiveDirectory_EventType AzureADAppId ChannelGuid
      ChannelName ChannelType ChatName ChatThreadId Client Client_IPAddress ClientAppId ClientInfoString ClientIP
      ClientMachineName ClientProcessName ClientVersion CommunicationType CustomEvent DestFolder DestinationFileExtension
      DestinationFileName DestinationRelativeUrl DestMailboxId DestMailboxOwnerMasterAccountSid DestMailboxOwnerSid
      DestMailboxOwnerUPN DeviceInformation EffectiveOrganization ElevationApprover ElevationRequestId ElevationRole Event_Data
      EventSource ExtendedProperties ExternalAccess Folder Folders GenericInfo InterSystemsId IntraSystemId Item ItemName ItemType
      ListItemUniqueId Logon_Type LogonUserDisplayName LogonUserSid MachineDomainInfo MachineId MailboxGuid
      MailboxOwnerMasterAccountSid MailboxOwnerSid MailboxOwnerUPN MeetingDetailId MessageId ModifiedObjectResolvedName
      ModifiedProperties NewValue OfficeId OfficeObjectId OfficeTenantId OfficeWorkload OldValue Operation OperationScope
      OrganizationId OrganizationName OriginatingServer Parameters RecordType ResultReasonType ResultStatus SendAsUserMailboxGuid
      SendAsUserSmtp SendonBehalfOfUserMailboxGuid SendOnBehalfOfUserSmtp SensitivityLabelId SharingType Site_ Site_Url
      Source_Name SourceFileExtension SourceFileName SourceRecordId SourceRelativeUrl SRPolicyId SRPolicyName SupportTicketId
      TabType TargetContextId TargetUserId TargetUserOrGroupName TargetUserOrGroupType TeamGuid TeamName UniqueSharingId UserAgent
      UserDomain UserId UserKey UserSharedWith UserType`,
    dynamic: 'AppAccessContext ArtifactsShared Attendees ExtraProperties Members OperationProperties SRRuleMatchDetails',
    int: 'DataCenterSecurityEventType ElevationDuration InternalLogonType LoginStatus',
    bool: 'CrossMailboxOperations IsJoinedFromLobby IsManagedDevice',
  },
  persons: 'UserId UserKey MailboxOwnerUPN TargetUserOrGroupName',
  tenants: 'OrganizationId OfficeTenantId',
  unlike: `OfficeId OfficeObjectId SourceRecordId MailboxGuid UserKey Parameters ExtendedProperties ModifiedProperties
    OperationProperties ExtraProperties DeviceInformation ClientInfoString`,
})
