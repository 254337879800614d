/** Says times in the person's own zone and language; without a script they stand in UTC. */

export function tellTimes(): void {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
    const at = Date.parse(time.dateTime)
    if (!Number.isNaN(at)) time.textContent = format.format(at)
  }
}
