/** The entry of the desktop app. `--data DIR` chooses the desk; everything else on the command line is Chromium's. */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultFolder } from '../options.ts'
import { startShell } from './app.ts'

const at = process.argv.indexOf('--data')
const folder = resolve((at < 0 ? undefined : process.argv[at + 1]) ?? defaultFolder(process.env, process.platform))

void startShell(
  {
    // beside out/main/index.js, as electron.vite.config.ts and the page's build lay them
    preload: resolve(import.meta.dirname, '../preload/index.cjs'),
    core: fileURLToPath(new URL('./core-process.ts', import.meta.url)),
    pageFolder: resolve(import.meta.dirname, '../renderer')
  },
  { folder, listen: ['/ip4/0.0.0.0/tcp/0'], mdns: true, hub: false }
)
