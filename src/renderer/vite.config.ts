/**
 * The page as files that any door can serve from its root: the desk server from out/renderer, the desktop app through its own
 * protocol. No inline script or style, no data: address, so that the strict CSP of both holds; `esnext` because the form
 * engine uses what newer browsers have.
 */
import react from '@vitejs/plugin-react'
import { resolve } from 'node:path'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  build: {
    outDir: resolve(import.meta.dirname, '../../out/renderer'),
    emptyOutDir: true,
    target: 'esnext',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 6000,
    modulePreload: { polyfill: false },
    // the form engine's WASM loader names eval where it is never reached; the CSP of both doors forbids it
    rolldownOptions: { checks: { eval: false } }
  }
})
