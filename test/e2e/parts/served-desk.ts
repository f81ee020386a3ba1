/** Desks as a person has them: each a process of its own on a folder of its own, with its page on loopback and libp2p beside. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const muniment = resolve(import.meta.dirname, '../../../src/main/cli/muniment.mjs')

export interface ServedDesk {
  readonly folder: string
  /** A one-time address of its page. */
  readonly url: string
  /** As SIGTERM ends it; resolves to what it complained of on stderr. Throws when it did not end with 0. */
  stop(): Promise<string>
}

export interface Desks {
  /** On a new folder, or again on that of a desk that was stopped. `flags`: how it takes part in the network, in place of a free port. */
  serve(folder?: string, flags?: readonly string[]): Promise<ServedDesk>
  /** Ends what still runs, by its id, and removes the folders. */
  clear(): Promise<void>
}

export function makeDesks(): Desks {
  const running = new Map<ChildProcess, Promise<unknown>>()
  const folders = new Set<string>()
  return {
    async serve(folder = mkdtempSync(join(tmpdir(), 'muniment-e2e-')), flags = ['--listen', '/ip4/127.0.0.1/tcp/0']) {
      folders.add(folder)
      // keys as in the product, sealed with less work, so that a sign-in takes milliseconds
      const env = { ...process.env, MUNIMENT_SCRYPT_LOG2: '10' }
      const args = [muniment, 'serve', '--data', folder, ...flags, '--json']
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
      const ended = once(child, 'close')
      running.set(child, ended)
      let complaints = ''
      child.stderr.on('data', text => (complaints += String(text)))
      const url = await firstAddress(child, () => complaints)
      return {
        folder,
        url,
        async stop() {
          child.kill('SIGTERM')
          const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null]
          running.delete(child)
          if (code !== 0) throw new Error(`the desk ended with ${code ?? signal}: ${complaints}`)
          return complaints
        }
      }
    },
    async clear() {
      for (const [child, ended] of running) {
        child.kill('SIGKILL')
        await ended
      }
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    }
  }
}

async function firstAddress(child: ChildProcess, complaints: () => string): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const first = JSON.parse(line) as { url?: string; error?: unknown }
    if (first.url === undefined) throw new Error(`the desk does not serve: ${line}`)
    child.stdout!.resume()
    return first.url
  }
  throw new Error(`the desk ended before it served: ${complaints()}`)
}
