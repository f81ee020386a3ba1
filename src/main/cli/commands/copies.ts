/** `bundle`: the ledger in files, for other offices. Nothing is overwritten. */
import { counted, type Answer } from '../answer.ts'
import { readBytes, writeNew } from '../files.ts'
import type { Globals } from '../globals.ts'
import { withPerson } from '../reach.ts'

export function exportBundle(globals: Globals, file: string, office: string | undefined): Promise<Answer> {
  return withPerson(globals, {}, async reached => {
    const made = await reached.office.exportBundle(office === undefined ? {} : { office })
    writeNew(file, await reached.files.get(made.download))
    const { size, lines, payloads } = made
    return {
      value: { file, office: office ?? null, size, lines, payloads },
      text: [
        `${counted(lines, 'block')} and the content of ${counted(payloads, 'entry', 'entries')} for ${office ?? 'every office'}: ${file} (${counted(size, 'byte')})`
      ]
    }
  })
}

export function importBundle(globals: Globals, file: string): Promise<Answer> {
  const bytes = readBytes(file)
  return withPerson(globals, {}, async reached => {
    const { sha256 } = await reached.files.put(bytes)
    const taken = await reached.office.importBundle({ sha256 })
    return {
      value: { file, ...taken },
      text: [
        `Taken in: ${counted(taken.lines, 'block')}, the content of ${counted(taken.payloads, 'entry', 'entries')}; ${counted(taken.already, 'block')} were here already.`,
        ...taken.refused.map(why => `Refused: ${why}`)
      ]
    }
  })
}
