/** The tables that the cases name: those of the documentation's examples of `find`, and a few of our field's for wrong texts. */
import type { Catalogue, CatalogueTable } from '../src/index.ts'

const session = 'acbd207d-51aa-4df7-bfa7-be70eb68f04e'

function table(name: string, columns: readonly string[], rows: readonly (readonly string[])[]): CatalogueTable {
  const values = rows.map((row) => `(${row.map((value) => `'${value}'`).join(', ')})`).join(', ')
  return {
    name,
    columns: columns.map((column) => ({ name: column, type: 'string' })),
    from: `(VALUES ${values}) AS t(${columns.map((column) => `"${column}"`).join(', ')})`,
  }
}

export const documented: Catalogue = {
  tables: [
    table(
      'EventsTable1',
      ['Session_Id', 'Level', 'EventText', 'Version'],
      [
        [session, 'Information', 'Some Text1', 'v1.0.0'],
        [session, 'Error', 'Some Text2', 'v1.0.0'],
        ['28b8e46e-3c31-43cf-83cb-48921c3986fc', 'Error', 'Some Text3', 'v1.0.1'],
        ['8f057b11-3281-45c3-a856-05ebb18a3c59', 'Information', 'Some Text4', 'v1.1.0'],
      ],
    ),
    table(
      'EventsTable2',
      ['Session_Id', 'Level', 'EventText', 'EventName'],
      [
        ['f7d5f95f-f580-4ea6-830b-5776c8d64fdd', 'Information', 'Some Other Text1', 'Event1'],
        [session, 'Information', 'Some Other Text2', 'Event2'],
        [session, 'Error', 'Some Other Text3', 'Event3'],
        ['15eaeab5-8576-4b58-8fc6-478f75d8fee4', 'Error', 'Some Other Text4', 'Event4'],
      ],
    ),
  ],
  functions: [],
}

const shape = (name: string, columns: string): CatalogueTable => ({
  name,
  columns: columns.split(', ').map((column) => {
    const [own = '', type = 'string'] = column.split(':')
    return { name: own, type: type === 'datetime' ? 'datetime' : type === 'dynamic' ? 'dynamic' : 'string' }
  }),
})

/** For wrong texts. They hold no rows. */
export const known: Catalogue = {
  tables: [
    shape('SigninLogs', 'TimeGenerated:datetime, UserPrincipalName, ResultType, IPAddress, Status:dynamic, AuthenticationDetails'),
    shape('AuditLogs', 'TimeGenerated:datetime, OperationName'),
  ],
  functions: [
    {
      name: 'DeniedPrompts',
      parameters: '(since:timespan=1d)',
      body: 'SigninLogs | where TimeGenerated > ago(since) and ResultType == 500121',
    },
  ],
}
