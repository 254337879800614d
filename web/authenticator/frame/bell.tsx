/** The mark of Tocsin. */
export function Bell({ size = 26 }: { readonly size?: number }) {
  return (
    <svg className="bell" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M16 4.5c-5 0-8 3.6-8 8.7v5.2l-2.4 4.1h20.8L24 18.4v-5.2c0-5.1-3-8.7-8-8.7Z" fill="currentColor" />
      <circle cx="16" cy="26" r="2.8" fill="currentColor" />
    </svg>
  )
}
