/**
 * A build that differs from the program in named places: one piece of one source file is replaced as it is loaded. Where the
 * piece is not found exactly once the load fails, so that a change of the program can not make a test empty. Must be called
 * before anything of the program is imported.
 */
import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'

export interface Change {
  /** Below src/. */
  readonly file: string
  readonly find: string
  readonly put: string
}

const src = new URL('../../src/', import.meta.url)

/** The file's text with the changes made. Throws where a piece is not there exactly once. */
export function changedText(file: string, changes: readonly Change[]): string {
  let text = readFileSync(fileURLToPath(new URL(file, src)), 'utf8')
  for (const { find, put } of changes) {
    const parts = text.split(find)
    if (parts.length !== 2) throw new Error(`${file}: found ${parts.length - 1} times, wanted once: ${find}`)
    text = parts.join(put)
  }
  return text
}

export function changeSource(changes: readonly Change[]): void {
  const byUrl = Map.groupBy(changes, ({ file }) => new URL(file, src).href)
  registerHooks({
    load(url, context, nextLoad) {
      const wanted = byUrl.get(url.replace(/[?#].*$/, ''))
      if (!wanted) return nextLoad(url, context)
      return { format: 'module', shortCircuit: true, source: stripTypeScriptTypes(changedText(wanted[0]!.file, wanted)) }
    }
  })
}

/**
 * Every signature is verified for real once; asked again, the answer is remembered. Many desks in one process ask the same
 * question many times, which takes half of all time; the design foresees a memoised verifier in simulations.
 */
export const REMEMBERED: Change = {
  file: 'main/keys/native.ts',
  find: 'export const verify: Verify = byTheRule((publicKey, message, signature) => nodeVerify(null, message, keyObjectOf(publicKey), signature))',
  put: `const remembered = new Map<string, boolean>()
export const verify: Verify = byTheRule((publicKey, message, signature) => {
  const asked = Buffer.from(publicKey).toString('latin1') + Buffer.from(signature).toString('latin1') + hash('sha256', message, 'base64url')
  const known = remembered.get(asked)
  if (known !== undefined) return known
  const made = nodeVerify(null, message, keyObjectOf(publicKey), signature)
  if (remembered.size > 100_000) remembered.clear()
  remembered.set(asked, made)
  return made
})`
}
