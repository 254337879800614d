/** Copies codes that are shown once, and prints them; the buttons are there only where this works. */

export function offerCopies(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const source = document.getElementById(button.dataset['copy'] ?? '')
    if (source === null || navigator.clipboard === undefined) continue
    button.hidden = false
    button.addEventListener('click', () => {
      void navigator.clipboard.writeText(textOf(source)).then(() => {
        button.textContent = 'Copied'
      })
    })
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => window.print())
  }
}

function textOf(source: HTMLElement): string {
  const items = [...source.querySelectorAll('li')].map(({ textContent }) => textContent.trim())
  return items.length > 0 ? items.join('\n') : (source.textContent ?? '').trim()
}
