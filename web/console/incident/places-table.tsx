/** The places of the map as a table, with their addresses and networks. */
import { type Place, roleText } from '../map/places.ts'
import { LogText } from '../text/log-text.tsx'
import classes from './places.module.css'

const addressesMax = 4

export function PlacesTable({ places }: { readonly places: readonly Place[] }) {
  return (
    <table className={classes['table']}>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Where</th>
          <th scope="col" className={classes['number']}>
            Events
          </th>
        </tr>
      </thead>
      <tbody>
        {places.map((place) => (
          <tr key={place.key}>
            <td>{roleText[place.role]}</td>
            <td>
              <LogText max={120}>{place.label}</LogText>
              <div className={classes['addresses']}>
                <LogText max={300}>{[...some(place.addresses), ...place.networks.slice(0, 2)].join(' · ')}</LogText>
              </div>
            </td>
            <td className={classes['number']}>{place.role === 'usual' ? '' : place.events}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function some(addresses: readonly string[]): readonly string[] {
  if (addresses.length <= addressesMax) return addresses
  return [...addresses.slice(0, addressesMax), `and ${addresses.length - addressesMax} more`]
}
