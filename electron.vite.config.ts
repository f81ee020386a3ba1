/**
 * The desktop app: main (src/main/electron/main.ts) and preload. Packages in `dependencies` stay imports. The page is the
 * very page of the desk server, src/renderer/vite.config.ts, built by src/main/start/pages.ts, so it is not named here.
 */
import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const at = (path: string): string => resolve(import.meta.dirname, path)

/**
 * Workers and the core process are started by file: `new URL('./worker.ts', import.meta.url)` runs from source as it stands.
 * Here each such file becomes a chunk of its own, and the address the chunk's.
 */
function startedFiles(): Plugin {
  const address = /new URL\('(\.{1,2}\/[^']+\.ts)', import\.meta\.url\)/g
  return {
    name: 'started-files',
    enforce: 'pre',
    transform(code, id) {
      if (!id.startsWith(at('src/main')) || !code.includes('import.meta.url')) return null
      const changed = code.replace(address, (_, path: string) => {
        const reference = this.emitFile({ type: 'chunk', id: resolve(id, '..', path) })
        return `new URL(import.meta.ROLLUP_FILE_URL_${reference})`
      })
      return changed === code ? null : { code: changed, map: null }
    },
    resolveFileUrl: ({ relativePath }) => `new URL('${relativePath}', import.meta.url).href`
  }
}

export default defineConfig({
  main: {
    plugins: [startedFiles()],
    build: { outDir: at('out/main'), rollupOptions: { input: { index: at('src/main/electron/main.ts') }, output: { format: 'es' } } }
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      // a sandboxed preload is one CommonJS file: nothing it needs may stay an import
      externalizeDeps: false,
      rollupOptions: { input: { index: at('src/main/electron/preload.ts') }, output: { format: 'cjs', entryFileNames: 'index.cjs' } }
    }
  }
})
