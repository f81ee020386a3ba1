/**
 * `muniment serve`: one desk and its page, until a signal comes. With --json the first line of stdout is
 * `{"url", "token", "peer"}` and, should it fail, `{"error": {"code", "message", "next"}}`; without, an address to open.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { OfficeError } from '../../shared/errors.ts'
import { defaultFolder, machine, type DeskOptions } from '../options.ts'
import type { Door } from '../service/door.ts'
import { removeDoorFile, writeDoorFile } from './door-file.ts'
import { readFlags } from './read-flags.ts'
import { startServer } from './server.ts'

/** `peer`: the address by which other desks reach this one, with its peer id; null while the network is off. */
export type ServedDesk = Door & { readonly peer?: string | null }

export interface ServeTools {
  readonly openDesk: (options: DeskOptions) => Promise<ServedDesk>
  readonly say: (line: string) => void
  readonly complain: (line: string) => void
  /** Resolves when the program is to end. */
  readonly ended: Promise<unknown>
  readonly pageFolder: string
}

interface Wanted {
  readonly json: boolean
  readonly port: number
  readonly person: string | undefined
  readonly passphraseFile: string | undefined
  readonly desk: DeskOptions
}

const flags = {
  data: { type: 'string' },
  port: { type: 'string' },
  listen: { type: 'string', multiple: true },
  'no-listen': { type: 'boolean' },
  'no-network': { type: 'boolean' },
  hub: { type: 'boolean' },
  json: { type: 'boolean' },
  person: { type: 'string' },
  'passphrase-file': { type: 'string' }
} as const

/** Throws OfficeError 'bad-input'. */
export function readServeArguments(argv: readonly string[]): Wanted {
  const values = readFlags(argv, flags)
  const port = Number(values.port ?? '0')
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new OfficeError('bad-input', { field: '--port', wanted: '0 to 65535', got: values.port ?? '' })
  const network = values['no-network'] !== true
  return {
    json: values.json ?? false,
    port,
    person: values.person,
    passphraseFile: values['passphrase-file'],
    desk: {
      folder: resolve(values.data ?? defaultFolder(process.env, process.platform)),
      listen: network ? (values['no-listen'] === true ? [] : (values.listen ?? ['/ip4/0.0.0.0/tcp/0'])) : null,
      // addresses given by hand are meant: then nothing is shouted into the LAN
      mdns: network && values.listen === undefined && values['no-listen'] !== true,
      hub: values.hub ?? false,
      ...machine,
      scryptLog2: Number(process.env['MUNIMENT_SCRYPT_LOG2'] ?? 17),
      verifying: {}
    }
  }
}

/** Resolves to the exit code, when all is closed. */
export async function serve(argv: readonly string[], tools: ServeTools): Promise<number> {
  try {
    const wanted = readServeArguments(argv)
    mkdirSync(wanted.desk.folder, { recursive: true, mode: 0o700 })
    const desk = await tools.openDesk(wanted.desk)
    try {
      if (wanted.passphraseFile !== undefined) await openKeys(desk, wanted.person ?? '', wanted.passphraseFile)
      await serveDesk(desk, wanted, tools)
    } finally {
      await desk.close()
    }
    return 0
  } catch (error) {
    const known =
      error instanceof OfficeError ? error : new OfficeError('internal', { what: error instanceof Error ? error.message : String(error) }, { cause: error })
    if (argv.includes('--json')) tools.say(JSON.stringify({ error: { code: known.code, message: known.message, next: known.next } }))
    tools.complain(`${known.message}\n${known.next}`)
    return 2
  }
}

async function serveDesk(desk: ServedDesk, wanted: Wanted, tools: ServeTools): Promise<void> {
  const server = await startServer({ door: desk, pageFolder: tools.pageFolder, port: wanted.port, now: wanted.desk.now })
  try {
    writeDoorFile(wanted.desk.folder, { base: `http://127.0.0.1:${server.port}`, secret: server.secret, pid: process.pid })
    if (wanted.json) tools.say(JSON.stringify({ url: server.url, token: server.token, peer: desk.peer ?? null }))
    else tools.say(`Muniment serves ${wanted.desk.folder}. Open once, in a browser on this machine:\n${server.url}`)
    await tools.ended
  } finally {
    removeDoorFile(wanted.desk.folder, server.secret)
    await server.close()
  }
}

/** For a desk that nobody attends: the person signs in and out again, which leaves the desk and vault keys open. */
async function openKeys(desk: Door, person: string, file: string): Promise<void> {
  const session = desk.openSession()
  try {
    const passphrase = readPassphrase(file)
    const reply = await desk.dispatch(session, 'signIn', { person, passphrase })
    if (!reply.ok) throw new OfficeError(reply.code === 'wrong-passphrase' || reply.code === 'unknown-person' ? reply.code : 'keys-locked', reply.detail)
    await desk.dispatch(session, 'signOut', {})
  } finally {
    desk.closeSession(session)
  }
}

function readPassphrase(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (cause) {
    throw new OfficeError('file-unreadable', { file, detail: 'the passphrase file' }, { cause })
  }
}

/** Runs until SIGINT, SIGTERM or SIGHUP; then closes everything and exits: 0 ended as asked, 2 could not begin. */
export async function run(argv: readonly string[], openDesk: ServeTools['openDesk']): Promise<void> {
  const ended = new Promise(done => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, done)
  })
  const code = await serve(argv, {
    openDesk,
    say: line => void process.stdout.write(`${line}\n`),
    complain: line => void process.stderr.write(`${line}\n`),
    ended,
    pageFolder: resolve(import.meta.dirname, '../../../out/renderer')
  })
  process.exit(code)
}
