/**
 * The stand-alone verifier as one file, out/verifier/verifier.html: script and style stand in it, and its content security
 * policy allows exactly these, by hash, and no connection to anywhere. It is opened from disk, years later, without us.
 */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const bytesToText = (source: string | Uint8Array): string => (typeof source === 'string' ? source : new TextDecoder().decode(source))

/** Puts script and style into the page and leaves nothing else to write. */
function oneFile(): Plugin {
  return {
    name: 'one-file',
    enforce: 'post',
    generateBundle(_, bundle) {
      let html = ''
      let style = ''
      let script = ''
      for (const [name, item] of Object.entries(bundle)) {
        if (item.type === 'chunk') script += item.code
        else if (name.endsWith('.html')) html = bytesToText(item.source)
        else if (name.endsWith('.css')) style += bytesToText(item.source)
        else throw new Error(`verifier: ${name} can not be put into one file`)
        delete bundle[name]
      }
      // In a script element only this sequence would end it.
      script = `\n${script.trim().replaceAll('</script', '<\\/script')}\n`
      style = `\n${style.trim()}\n`
      const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; img-src blob:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'`
      const head = `<meta http-equiv="Content-Security-Policy" content="${policy}" />`
      const bare = html.replace(/\s*<script\b[^>]*><\/script>/g, '').replace(/\s*<link\b[^>]*>/g, '')
      const source = bare
        .replace('<meta charset="utf-8" />', () => `<meta charset="utf-8" />\n    ${head}`)
        .replace('</head>', () => `  <style>${style}</style>\n  </head>`)
        .replace('</body>', () => `  <script type="module">${script}</script>\n  </body>`)
      if (!source.includes(head) || !source.includes(script) || !source.includes(style))
        throw new Error('verifier: the page is not as this configuration expects it')
      this.emitFile({ type: 'asset', fileName: 'verifier.html', source })
    }
  }
}

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [oneFile()],
  build: {
    outDir: resolve(import.meta.dirname, '../../../out/verifier'),
    emptyOutDir: true,
    target: 'es2023',
    cssCodeSplit: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: { output: { codeSplitting: false } }
  }
})
