/** Builds the console: `npx vite build --config web/vite.config.ts` writes `web/dist`, the same bytes every time, without the network. */
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { languageAlias, languageScripts, monacoUnderPolicy } from './monaco-build.ts'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [react(), monacoUnderPolicy()],
  resolve: { alias: languageAlias },
  worker: { format: 'es', plugins: () => [languageScripts()] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // A strict policy forbids data: URLs, so small images stay files of their own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The chart library is one piece, loaded only where an incident is open.
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8787', '/ingest': 'http://127.0.0.1:8787' } },
})
