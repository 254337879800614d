/** Builds the console and the pages beside it: `npx vite build --config web/vite.config.ts` writes `web/dist`, the same bytes every time, without the network. */
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { shellWorker } from './authenticator-build.ts'
import { languageAlias, languageScripts, monacoUnderPolicy } from './monaco-build.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [react(), monacoUnderPolicy(), shellWorker()],
  resolve: { alias: languageAlias },
  worker: { format: 'es', plugins: () => [languageScripts()] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Says to the server how the script and the style of the sign-in pages are called.
    manifest: true,
    target: 'es2023',
    // A strict policy forbids data: URLs, so small images stay files of their own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The chart library is one piece, loaded only where an incident is open.
    chunkSizeWarningLimit: 700,
    // Each page that browsers open is an entry of its own.
    rolldownOptions: {
      input: {
        index: here('./index.html'),
        authenticator: here('./authenticator/index.html'),
        'sign-in': here('./sign-in/main.ts'),
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8787', '/ingest': 'http://127.0.0.1:8787', '/authenticator/api': 'http://127.0.0.1:8787' } },
})
