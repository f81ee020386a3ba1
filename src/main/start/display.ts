/** Is there someone to look at a window, and how is an address opened for them. */
import { spawn } from 'node:child_process'

type Env = Readonly<Record<string, string | undefined>>

/** On Linux and the BSDs a display is named by the environment; elsewhere there is one. */
export function hasDisplay(env: Env, platform: string): boolean {
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY'])
}

/** The command that opens `address` in the person's browser. Windows: no shell, the address may hold `&`. */
export function openingCommand(address: string, platform: string): [string, string[]] {
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', address]]
  return [platform === 'darwin' ? 'open' : 'xdg-open', [address]]
}

/** An opener that is still at work after this long has found a browser: some stay until it is closed. */
const OPENER_MS = 3000

/** False where no browser could be opened: there is no opener, or it ended with an error. */
export function openAddress(address: string): Promise<boolean> {
  const [command, args] = openingCommand(address, process.platform)
  return new Promise(done => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true })
    const late = setTimeout(() => done(true), OPENER_MS)
    const end = (opened: boolean): void => {
      clearTimeout(late)
      done(opened)
    }
    child.once('error', () => end(false))
    child.once('exit', code => end(code === 0))
    child.unref()
  })
}
