/**
 * `npm start`: the desktop app where an Electron runtime is or can be had, else, saying so in one line, the same app in the
 * browser, served by this machine to itself. Nothing in the office knows which.
 */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { defaultFolder } from '../options.ts'
import { buildDesktop, obtainElectron, runDesktop } from './desktop.ts'
import { hasDisplay, openAddress } from './display.ts'
import { buildPages, pagesAreFresh, watchPages } from './pages.ts'

const project = resolve(import.meta.dirname, '../../..')

const HELP = `npm start -- [--data DIR] [--port N] [--browser]
  --data DIR   the folder this desk lives in (default: ${defaultFolder(process.env, process.platform)})
  --port N     the port of the page on this machine (default: any free one)
  --browser    open in the browser even where the desktop app could run
npm run dev takes the same and builds the page again whenever its source changes.
`

interface Wanted {
  readonly folder: string
  readonly port: string
  readonly browser: boolean
  readonly dev: boolean
}

const say = (line: string): void => void process.stderr.write(`${line}\n`)

function readArguments(argv: string[]): Wanted | undefined {
  const options = {
    data: { type: 'string' },
    port: { type: 'string' },
    browser: { type: 'boolean' },
    dev: { type: 'boolean' },
    help: { type: 'boolean' }
  } as const
  const { values } = parseArgs({ args: argv, options, allowPositionals: false })
  if (values.help) return undefined
  if (values.port !== undefined && !(/^\d{1,5}$/.test(values.port) && Number(values.port) < 65536))
    throw new Error(`--port: wanted 0 to 65535, got ${values.port}`)
  return {
    folder: resolve(values.data ?? defaultFolder(process.env, process.platform)),
    port: values.port ?? '0',
    browser: values.browser ?? false,
    dev: values.dev ?? false
  }
}

/** Why the desktop app is not even tried; undefined where it may be. */
export function noDesktopBecause(wanted: { browser: boolean }, env: NodeJS.ProcessEnv, platform: string, uid: number | undefined): string | undefined {
  if (wanted.browser) return 'as asked'
  if (!hasDisplay(env, platform)) return 'there is no display'
  if (uid === 0) return 'as root the desktop app would have no sandbox'
  return undefined
}

/** Exit code of the app, or why the browser must do. */
async function tryDesktop(wanted: Wanted): Promise<number | string> {
  const because = noDesktopBecause(wanted, process.env, process.platform, process.getuid?.())
  if (because !== undefined) return because
  const binary = await obtainElectron(project, say)
  if (binary === undefined) return 'the desktop runtime is not here and could not be fetched'
  await buildDesktop(project)
  const end = await runDesktop(binary, project, ['--data', wanted.folder])
  return end.stood ? end.code : 'the desktop app did not start on this system'
}

/** The address of the page from the server's first line, `{"url", "token", "peer"}`; a refusal, which stderr explains, has none. */
export function pageAddress(line: string): string | undefined {
  try {
    const first: unknown = JSON.parse(line)
    return typeof first === 'object' && first !== null && 'url' in first && typeof first.url === 'string' ? first.url : undefined
  } catch {
    return undefined
  }
}

async function announce(address: string): Promise<void> {
  const opened = hasDisplay(process.env, process.platform) && (await openAddress(address))
  process.stdout.write(opened ? `Muniment is open in your browser. Should it not be: ${address}\n` : `Open Muniment in a browser on this machine: ${address}\n`)
  say('Ctrl-C ends it; nothing that was filed is lost.')
}

/** Serves until a signal comes, and resolves to the server's exit code. A terminal's Ctrl-C reaches the server by itself. */
function serve(wanted: Wanted): Promise<number> {
  const server = resolve(import.meta.dirname, 'server.ts')
  const child = spawn(process.execPath, [server, '--data', wanted.folder, '--port', wanted.port, '--json'], { stdio: ['pipe', 'pipe', 'inherit'] })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.stdin.end())
  createInterface({ input: child.stdout }).on('line', line => {
    const address = pageAddress(line)
    if (address !== undefined) void announce(address)
  })
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code, signal) => done(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)))
  })
}

/** Sets the exit code: 0 when it ended as asked, 2 when it could not begin. */
export async function main(argv: string[]): Promise<void> {
  try {
    const wanted = readArguments(argv)
    if (wanted === undefined) return void process.stdout.write(HELP)
    if (!pagesAreFresh(project)) {
      say('Building the page …')
      await buildPages(project)
    }
    if (wanted.dev) await watchPages(project)
    const desktop = await tryDesktop(wanted)
    if (typeof desktop === 'number') {
      process.exit(desktop)
    }
    say(`Opening in the browser: ${desktop}.`)
    process.exit(await serve(wanted))
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    process.exitCode = 2
  }
}
