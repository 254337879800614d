/** A public report, as a link where its address is given. */

const address = /https?:\/\/[^\s)>\]]+/

/** The words around an address stay words; only the address becomes a link. */
export function Source({ text }: { readonly text: string }) {
  const found = address.exec(text)
  if (found === null) return <span>{text}</span>
  const [url] = found
  const before = text.slice(0, found.index).replace(/[\s(<[,:]+$/, '')
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {before === '' ? new URL(url).hostname : before}
      <span aria-hidden="true"> ↗</span>
    </a>
  )
}
