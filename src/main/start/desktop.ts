/**
 * The desktop app, where its runtime is or can be had. Electron 45 has no install script: `install.js` of its package fetches
 * the binary into node_modules/electron/dist and checks it against the checksums in the package.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A download that takes longer is given up: the same app in the browser is there at once. */
const DOWNLOAD_SECONDS = 60
/** A window that closes with an error this soon never stood: a missing library, a sandbox the system forbids. */
const EARLY_SECONDS = 10

const BINARIES: Readonly<Record<string, string>> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/** Absolute path of an Electron binary that is here; undefined otherwise. */
export function electronBinary(project: string, override: string | undefined): string | undefined {
  const name = BINARIES[process.platform] ?? 'electron'
  if (override !== undefined) return [join(override, name)].find(existsSync)
  const folder = join(project, 'node_modules', 'electron')
  const stated = join(folder, 'path.txt')
  if (!existsSync(stated)) return undefined
  return [join(folder, 'dist', readFileSync(stated, 'utf8'))].find(existsSync)
}

/** Resolves to the binary, or undefined where it could not be had within the deadline. */
export async function obtainElectron(project: string, say: (line: string) => void): Promise<string | undefined> {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const there = electronBinary(project, override)
  const installer = join(project, 'node_modules', 'electron', 'install.js')
  if (there !== undefined || override !== undefined || !existsSync(installer)) return there
  say(`Fetching the desktop runtime (once, at most ${DOWNLOAD_SECONDS} seconds) …`)
  const child = spawn(process.execPath, [installer], { stdio: 'ignore' })
  const late = setTimeout(() => child.kill('SIGKILL'), DOWNLOAD_SECONDS * 1000)
  await new Promise(done => {
    child.once('error', done)
    child.once('exit', done)
  })
  clearTimeout(late)
  return electronBinary(project, undefined)
}

/** Builds main and preload into out/ by electron.vite.config.ts. */
export async function buildDesktop(project: string): Promise<void> {
  const { build } = await import('electron-vite')
  await build({ root: project, configFile: join(project, 'electron.vite.config.ts'), logLevel: 'warn' })
}

export type DesktopEnd = { readonly stood: true; readonly code: number } | { readonly stood: false; readonly code: number }

/** Runs the app until its last window is closed. */
export function runDesktop(binary: string, project: string, args: readonly string[]): Promise<DesktopEnd> {
  const began = performance.now()
  const child = spawn(binary, [project, ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal))
  return new Promise(done => {
    child.once('error', () => done({ stood: false, code: 1 }))
    child.once('exit', code => done({ stood: code === 0 || performance.now() - began > EARLY_SECONDS * 1000, code: code ?? 1 }))
  })
}
