/** Makes an editor in a place of the page, and gives what the page does with it. */
import type { HuntMistake } from '../../../../src/8-server/hunting/wire.ts'
import { type Part, queryAt } from '../text/queries.ts'
import { kustoDefaults, monaco } from './monaco.ts'
import { readSchema, teach } from './schema.ts'
import { registerSignatures } from './signature.ts'

export interface KqlEditorHandle {
  text(): string
  /** Replaces all text; can be undone. */
  write(text: string): void
  /** Adds behind what is there, parted by a blank line, and puts the cursor there. */
  append(text: string): void
  /** What is selected, or the query under the cursor. Undefined where there is none. */
  current(): Part | undefined
  mark(mistakes: readonly HuntMistake[]): void
  goTo(offset: number, length: number): void
  format(): void
  focus(): void
  dispose(): void
}

interface Actions {
  readonly changed: (text: string) => void
  readonly run: () => void
  readonly leave: () => void
}

const teachMs = 250
/** Beside the marks of the language service, which come while one types. */
const owner = 'tocsin'

kustoDefaults.setLanguageSettings({
  ...kustoDefaults.languageSettings,
  includeControlCommands: false,
  enableQueryWarnings: true,
  enableQuickFixes: false,
})
registerSignatures()

export function createKqlEditor(place: HTMLElement, text: string, { changed, run, leave }: Actions): KqlEditorHandle {
  const model = monaco.editor.createModel(text, 'kusto')
  const editor = monaco.editor.create(place, { ...options, model })
  const learn = (): void => {
    // Without the server's schema the editor still edits; the page itself tells that the server is away.
    teach(model).catch(() => {})
  }
  readSchema(true).then(learn, () => {})
  let due: number | undefined
  model.onDidChangeContent(() => {
    changed(model.getValue())
    monaco.editor.setModelMarkers(model, owner, [])
    window.clearTimeout(due)
    due = window.setTimeout(learn, teachMs)
  })
  editor.addAction({ id: 'tocsin.run', label: 'Run the query', keybindings: [monaco.KeyMod.Shift | monaco.KeyCode.Enter], run })
  editor.addAction({ id: 'tocsin.run.too', label: 'Run', keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter], run })
  editor.addCommand(monaco.KeyCode.Escape, leave, nothingOpen)
  return {
    ...handle(editor, model),
    dispose: () => {
      window.clearTimeout(due)
      editor.dispose()
      model.dispose()
    },
  }
}

/** Escape first closes what is open; then it leaves the editor, for those who go by the keyboard. */
const nothingOpen =
  'editorTextFocus && !suggestWidgetVisible && !findWidgetVisible && !parameterHintsVisible && !renameInputVisible && !markersNavigationVisible && !editorHasMultipleSelections && !editorHoverVisible && !inSnippetMode && !referenceSearchVisible'

function handle(editor: monaco.editor.IStandaloneCodeEditor, model: monaco.editor.ITextModel): Omit<KqlEditorHandle, 'dispose'> {
  return {
    text: () => model.getValue(),
    write: (next) => replace(editor, model.getFullModelRange(), next),
    append: (next) => append(editor, model, next),
    current: () => currentPart(editor, model),
    mark: (mistakes) =>
      monaco.editor.setModelMarkers(
        model,
        owner,
        mistakes.map((one) => marker(model, one)),
      ),
    goTo: (offset, length) => {
      const [start, end] = [model.getPositionAt(offset), model.getPositionAt(offset + length)]
      editor.setSelection(monaco.Range.fromPositions(start, end))
      editor.revealRangeInCenterIfOutsideViewport(monaco.Range.fromPositions(start, end))
      editor.focus()
    },
    format: () => {
      editor.focus()
      void editor.getAction('editor.action.formatDocument')?.run()
    },
    focus: () => editor.focus(),
  }
}

function replace(editor: monaco.editor.IStandaloneCodeEditor, range: monaco.Range, text: string): void {
  editor.pushUndoStop()
  editor.executeEdits('tocsin', [{ range, text, forceMoveMarkers: true }])
  editor.pushUndoStop()
}

function append(editor: monaco.editor.IStandaloneCodeEditor, model: monaco.editor.ITextModel, text: string): void {
  const before = model.getValue().trimEnd()
  replace(editor, model.getFullModelRange(), before === '' ? text : `${before}\n\n${text}`)
  editor.setPosition(model.getPositionAt(model.getValueLength()))
  editor.revealPosition(model.getPositionAt(model.getValueLength()))
}

function currentPart(editor: monaco.editor.IStandaloneCodeEditor, model: monaco.editor.ITextModel): Part | undefined {
  const selection = editor.getSelection()
  if (selection !== null && !selection.isEmpty()) {
    const [start, end] = [model.getOffsetAt(selection.getStartPosition()), model.getOffsetAt(selection.getEndPosition())]
    const text = model.getValue().slice(start, end)
    if (text.trim() !== '') return { start, end, text }
  }
  return queryAt(model.getValue(), selection === null ? 0 : model.getOffsetAt(selection.getPosition()))
}

function marker(model: monaco.editor.ITextModel, { start, length, message, hint, code, severity }: HuntMistake): monaco.editor.IMarkerData {
  const [from, to] = [model.getPositionAt(start), model.getPositionAt(start + Math.max(1, length))]
  return {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
    message: hint === undefined ? message : `${message}\n${hint}`,
    code,
    severity: severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
  }
}

const options: monaco.editor.IStandaloneEditorConstructionOptions = {
  theme: 'tocsin',
  automaticLayout: true,
  ariaLabel: 'Query in KQL. Shift-Enter runs it, Escape leaves the editor.',
  fontFamily: 'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSize: 14,
  lineHeight: 21,
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 6,
  padding: { top: 10, bottom: 10 },
  minimap: { enabled: false },
  overviewRulerLanes: 0,
  hideCursorInOverviewRuler: true,
  scrollBeyondLastLine: false,
  wordWrap: 'on',
  contextmenu: false,
  fixedOverflowWidgets: true,
  suggest: { showWords: false, showIcons: true },
  wordBasedSuggestions: 'off',
  quickSuggestions: { other: true, comments: false, strings: false },
  stickyScroll: { enabled: false },
  renderLineHighlight: 'line',
  renderFinalNewline: 'on',
  scrollbar: { alwaysConsumeMouseWheel: false, verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
  links: false,
  'semanticHighlighting.enabled': false,
  unicodeHighlight: { ambiguousCharacters: false },
}
