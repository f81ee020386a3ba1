/** `bundle`: the ledger in files, for other offices. Nothing is overwritten, and no file is held whole. */
import { resolve } from 'node:path'
import { fileHere, saveStream } from '../../copy-files.ts'
import { counted, type Answer } from '../answer.ts'
import type { Globals } from '../globals.ts'
import { withPerson } from '../reach.ts'

export function exportBundle(globals: Globals, file: string, office: string | undefined, whole: boolean): Promise<Answer> {
  return withPerson(globals, {}, async reached => {
    const { download, lines, all, desks, said } = await reached.office.exportBundle({ ...(office === undefined ? {} : { office }), whole })
    const size = await saveStream(resolve(file), reached.files.open(download))
    return {
      value: { file, office: office ?? null, size, lines, all, desks, said },
      text: [
        `${counted(lines, 'block')} for ${office ?? 'every office'}: ${file} (${counted(size, 'byte')}). Contents open at ${desks.join(', ')} only.`,
        ...(said === null
          ? []
          : [`${counted(all - lines, 'block')} were left out: ${office ?? 'the others'} said by ${said} that they are there (--whole takes them too).`])
      ]
    }
  })
}

/** What of a file was refused, in words. */
const refusals: Readonly<Record<string, string>> = {
  'cut-off': 'The file ends early: what came before was taken in. Copy it again.',
  gap: 'It begins beyond what is here. Have it made anew with --whole.',
  'payload-audience': 'Some contents are not meant for this office.',
  'chain-forked': 'A desk in it has signed two histories: see Decisions.',
  'chain-unknown': 'It holds blocks of a desk that this one does not know yet.'
}

export function importBundle(globals: Globals, file: string): Promise<Answer> {
  const { size, pieces } = fileHere(file)
  return withPerson(globals, {}, async reached => {
    const { sha256 } = await reached.files.upload({ size, stream: pieces })
    const taken = await reached.office.importBundle({ sha256 })
    return {
      value: { file, ...taken },
      text: [
        ...(taken.desk === null ? [] : [`Made by ${taken.desk}${taken.time === null ? '' : `, ${taken.time} by its clock`}.`]),
        `Taken in: ${counted(taken.lines, 'block')}, the content of ${counted(taken.payloads, 'entry', 'entries')}, ${counted(taken.files, 'file')}, ${counted(taken.statements, 'statement')} of other desks; ${counted(taken.already, 'part')} were here already.`,
        ...(taken.vouched > 0 && taken.office !== null
          ? [`They learn that their records are here when a bundle goes back: muniment bundle export --for "${taken.office}" FILE`]
          : []),
        ...taken.refused.map(why => `Refused: ${refusals[why] === undefined ? why : `${refusals[why]} (${why})`}`)
      ]
    }
  })
}
