/** The commands of docs/format.md, "Evidence by hand", run as they stand there on the evidence that is kept. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { textOf } from '../../../src/shared/bytes.ts'
import { itUnless } from '../../kit/not-run.ts'
import { tempFolder } from '../../kit/temp-folder.ts'
import { readVector } from '../../kit/vectors.ts'

const root = join(import.meta.dirname, '../../..')
const document = readFileSync(join(root, 'docs/format.md'), 'utf8')
const section = document.slice(document.indexOf('\n### Evidence by hand\n'), document.indexOf('\n## Sync frames\n'))
const commands = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(match => match[1]!).join('\n')
const well = textOf(readVector('evidence/well.json'))!
const lacks = (['bash', 'openssl', 'jq', 'base64'] as const).find(tool => spawnSync(tool, ['--version']).error !== undefined)
const cause = lacks && `${lacks} is not on this machine`

function byHand(evidence: string): string[] {
  const folder = tempFolder()
  writeFileSync(join(folder, 'evidence.json'), evidence)
  return spawnSync('bash', ['-c', commands], { cwd: folder, encoding: 'utf8' }).stdout.trim().split('\n')
}

const VERIFIED = 'Signature Verified Successfully'
const SAYS = [
  'the file is canonical',
  VERIFIED,
  'the line is in the tree',
  'the note is of this chain',
  VERIFIED,
  VERIFIED,
  'a witness signed for it at 2026-11-22T08:12:00Z',
  'the content is what was signed',
  'a value names the attachment',
  'it was filed with this form',
  'the line names this note',
  VERIFIED,
  'it was filed after 2026-11-22T08:07:00Z',
  'the registry is whole',
  'it is the registry of this network',
  'the line was written under it',
  'the key was admitted at this desk',
  'it was given to Ben Ortega'
]

it('the section holds its commands', () => {
  expect(commands.split('\n').length).toBeGreaterThan(80)
})

itUnless(
  cause,
  'the commands establish all that the program does: signature, place, witness, content with two values withheld, form, time, registry, author',
  () => {
    const said = byHand(well)
    expect(said.slice(0, -1)).toEqual(SAYS)
    expect(said.at(-1)).toMatch(/^network [\w-]{43}$/)
  },
  60_000
)

/** Which sentences a changed file no longer earns. Each change is met by commands of its own, so all are made at once. */
const CHANGES: readonly (readonly [change: (text: string) => string, missing: string])[] = [
  [text => text.replace('Pozo nº 7', 'Pozo nº 8'), 'the content is what was signed'],
  [text => text.replace('{"evidence":1,', '{"evidence": 1,'), 'the file is canonical'],
  [text => text.replace(/("files":\["..)./, '$1A'), 'a value names the attachment'],
  [text => text.replace('Name of the well', 'Name of the hell'), 'it was filed with this form'],
  [text => text.replace(/("hashes":\[")./, '$1_'), 'the line is in the tree'],
  [text => text.replace('"@name","Ben Ortega"', '"@name","Len Ortega"'), 'it was given to Len Ortega'],
  [text => text.replace('\\"oversight\\":false', '\\"oversight\\":true'), 'the registry is whole']
]

itUnless(
  cause,
  'the commands notice a changed answer, form, attachment, proof, name and registry',
  () => {
    const changed = CHANGES.reduce((text, [change]) => {
      expect(change(text)).not.toBe(text)
      return change(text)
    }, well)
    const said = byHand(changed)
    for (const [, missing] of CHANGES) expect(said).not.toContain(missing)
    expect(said).not.toContain('it was given to Ben Ortega')
    expect(said).toContain('the line names this note')
  },
  60_000
)
