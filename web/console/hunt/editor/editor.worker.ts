/** The worker that Monaco computes words and links in. */
import 'monaco-editor/esm/vs/editor/editor.worker.js'
