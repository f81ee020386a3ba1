/** The passphrase: from a file, else asked for at a terminal without showing it. Never from an argument, which others could read. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { OfficeError } from '../../shared/errors.ts'
import { readText } from './files.ts'

const silent = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() })

async function ask(question: string): Promise<string> {
  process.stderr.write(question)
  const reader = createInterface({ input: process.stdin, output: silent(), terminal: true })
  try {
    return await reader.question('')
  } finally {
    reader.close()
    process.stderr.write('\n')
  }
}

/** The file's first line, without its line end. Throws bad-input where there is no file and nobody to ask. */
export async function readPassphrase(file: string | undefined, flag = '--passphrase-file', question = 'Passphrase: '): Promise<string> {
  if (file !== undefined) return readText(file).replace(/\r?\n$/, '')
  if (process.stdin.isTTY) return ask(question)
  throw new OfficeError('bad-input', { field: flag, wanted: 'a file that holds the passphrase', got: 'none' })
}
