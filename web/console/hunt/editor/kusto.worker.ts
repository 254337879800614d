/** The worker that knows KQL: Microsoft's language service, as its editor ships it. */
import '@kusto/monaco-kusto/release/esm/kusto.worker.js'
