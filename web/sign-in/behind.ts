/** Takes what stands behind `#` in a link of a mail into the form, and out of the address bar; the server sees it only when the form is sent. */

export function takeBehind(): void {
  const place = document.querySelector<HTMLElement>('[data-behind]')
  const input = place?.querySelector('input')
  const behind = location.hash.slice(1)
  if (place === null || input == null || behind === '') return
  input.value = behind
  place.hidden = true
  history.replaceState(null, '', location.pathname)
}
