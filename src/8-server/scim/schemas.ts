/** SCIM's schemas as we speak them. scimmy keeps schemas for the whole process; they are the same for every server in it, and nothing else of it is used that is kept. */
import SCIMMY from 'scimmy'

SCIMMY.Schemas.User.definition.extend(SCIMMY.Schemas.EnterpriseUser.definition, false)

export const userSchema = SCIMMY.Schemas.User.id
export const groupSchema = SCIMMY.Schemas.Group.id
export const enterpriseSchema = SCIMMY.Schemas.EnterpriseUser.id
