/** How rows of our own provider are told from Entra's, whose shape they have. */

/** The column `SourceSystem` says which system wrote a row; Entra's say `Azure AD`. */
export const ownSystem = 'Tocsin'
