/** Mantine's theme: which of our own colours (tokens.css) each kind of button takes. */
import { createTheme, type VariantColorsResolver } from '@mantine/core'

const plain = { background: 'var(--card)', hover: 'var(--raised)', color: 'var(--ink)', border: '1px solid var(--line-strong)' }
const quiet = { background: 'transparent', hover: 'var(--raised)', color: 'var(--ink)', border: '1px solid transparent' }
const amber = { background: 'var(--amber)', hover: 'var(--amber-deep)', color: 'var(--on-amber)', border: '1px solid transparent' }
const red = { background: 'var(--red)', hover: 'var(--red)', color: 'var(--on-red)', border: '1px solid transparent' }

const colours: VariantColorsResolver = ({ variant, color }) => {
  if (variant === 'filled') return color === 'red' ? red : amber
  return variant === 'subtle' || variant === 'transparent' ? quiet : plain
}

export const theme = createTheme({
  primaryColor: 'yellow',
  respectReducedMotion: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  variantColorResolver: colours,
})
