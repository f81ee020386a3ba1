/** Sound inputs to begin with: the vectors, in which every kind of entry stands. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { textOf, utf8 } from '../../../src/shared/bytes.ts'
import { readVector, splitLines, vectorFolder } from '../../kit/vectors.ts'

export const linesOf = (name: string): Uint8Array[] => splitLines(readVector(`sound/${name}.jsonl`))
export const deskLines = ['yuma', 'mesa', 'first', 'yuma2'].flatMap(linesOf)
export const registryLines = linesOf('registry')
export const checkpointNote = readVector('sound/checkpoint.txt')
export const evidenceText = readVector('evidence/well.json')
export const receiptText = utf8(textOf(readVector('sound/receipt.json'))!.trimEnd())
export const payloadTexts = linesOf('payloads').map(line => utf8(JSON.stringify((JSON.parse(textOf(line)!) as { payload: unknown }).payload)))
export const hasVector = (path: string): boolean => existsSync(join(vectorFolder, path))
