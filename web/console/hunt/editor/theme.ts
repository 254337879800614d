/** The page's colours for Monaco, which wants them as hexadecimal text. */
import { type Colours, colours } from '../../chart/colours.ts'
import { monaco } from './monaco.ts'

/** Call again when the page goes from light to dark. */
export function applyTheme(isDark: boolean): void {
  const of = long(colours())
  monaco.editor.defineTheme('tocsin', {
    base: isDark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [],
    colors: {
      'editor.background': of.card,
      'editor.foreground': of.ink,
      'editorCursor.foreground': of.ink,
      'editorLineNumber.foreground': of.muted,
      'editorLineNumber.activeForeground': of.ink,
      'editor.lineHighlightBorder': `${of.line}99`,
      'editor.selectionBackground': `${of.amber}55`,
      'editor.inactiveSelectionBackground': `${of.amber}33`,
      'editor.selectionHighlightBackground': `${of.steel}1c`,
      'editor.wordHighlightBackground': `${of.steel}2e`,
      'editorWidget.background': of.card,
      'editorWidget.foreground': of.ink,
      'editorWidget.border': of['line-strong'],
      'editorSuggestWidget.background': of.card,
      'editorSuggestWidget.foreground': of.ink,
      'editorSuggestWidget.border': of['line-strong'],
      'editorSuggestWidget.highlightForeground': of['amber-text'],
      'editorSuggestWidget.focusHighlightForeground': of['amber-text'],
      'editorSuggestWidget.selectedBackground': of.raised,
      'editorSuggestWidget.selectedForeground': of.ink,
      'editorHoverWidget.background': of.card,
      'editorHoverWidget.foreground': of.ink,
      'editorHoverWidget.border': of['line-strong'],
      'editorBracketMatch.border': of['line-strong'],
      'editorError.foreground': of['red-text'],
      'editorWarning.foreground': of['amber-text'],
      focusBorder: of.amber,
    },
  })
  monaco.editor.setTheme('tocsin')
}

/** Monaco reads six digits only; what makes style sheets small writes three where it can. */
const long = (of: Colours): Colours =>
  Object.fromEntries(Object.entries(of).map(([name, text]) => [name, text.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3')])) as Colours
