/**
 * The first thing every entry point does. Below this version Node can not run TypeScript and the SQLite library ends the
 * process without a word, so the guard speaks first; it and the files that import it use only what Node 14 parses. Where
 * the Node that npm installed beside the project is there, it takes over instead.
 *
 * The sentences repeat the row 'old-node' of src/shared/errors.ts, which an old Node can not read; a test holds them equal.
 */
import { spawn } from 'child_process'
import { existsSync } from 'fs'
import { dirname, join } from 'path'
import { fileURLToPath } from 'url'

/** The first version that runs TypeScript without a flag. */
export const NODE_WANTED = '22.18'

const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** True where `version` (like `v22.18.0`) can run Muniment. */
export function isNewEnough(version) {
  const [major, minor] = version.replace('v', '').split('.').map(Number)
  return major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)
}

/** The Node that `npm ci` installed as an optional dependency; undefined where there is none for this machine. */
export function installedNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const folder = join(project, 'node_modules', 'node-' + system + '-' + process.arch, 'bin')
  return [join(folder, 'node'), join(folder, 'node.exe')].find(path => existsSync(path))
}

/** `{code, message, next}` of the refusal. */
export function oldNode(version) {
  return {
    code: 'old-node',
    message: 'Muniment needs Node ' + NODE_WANTED + ' or newer; this is Node ' + version.replace('v', '') + '.',
    next: 'Install Node 24 from nodejs.org, or run through npm in the project folder.'
  }
}

/**
 * Runs `program` (a function that imports it) on a Node that can: this one, else the installed one with the same arguments,
 * else nothing: the refusal is printed (as one JSON document where --json was asked for) and the exit code is 2.
 */
export function withNode(program) {
  if (isNewEnough(process.version)) {
    if (process.env.MUNIMENT_NO_REEXEC === '1' && process.connected) endWithStarter()
    return program()
  }
  const better = process.env.MUNIMENT_NO_REEXEC === '1' ? undefined : installedNode()
  if (better !== undefined) return takeOver(better)
  const error = oldNode(process.version)
  if (process.argv.includes('--json')) console.log(JSON.stringify({ error }))
  else console.error(error.message + '\n' + error.next)
  process.exitCode = 2
}

/**
 * Signals are passed on and the end is handed back, so that for whoever started us there is one process. A terminal sends its
 * Ctrl-C to both by itself; passing it on again would cut short what the first one began.
 */
function takeOver(node) {
  const child = spawn(node, process.argv.slice(1), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: Object.assign({}, process.env, { MUNIMENT_NO_REEXEC: '1' })
  })
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.on('SIGINT', () => terminal || child.kill('SIGINT'))
  child.on('error', error => {
    console.error(error.message)
    process.exitCode = 2
  })
  child.on('exit', (code, signal) => process.exit(code === null ? 128 + (signal === 'SIGINT' ? 2 : 15) : code))
}

/** The channel to the process that handed over breaks when that one dies, even by SIGKILL: then this one ends in peace. */
function endWithStarter() {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}
