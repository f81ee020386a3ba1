/** `prove`: evidence of records as a file; `verify FILE`: what such a file proves, by whom, when, and what it does not. */
import type { Finding } from '../../../shared/contract.ts'
import { textOf } from '../../../shared/bytes.ts'
import type { EvidenceVerdict } from '../../../shared/record/evidence-check.ts'
import type { ProvedRecord, ProvedVersion } from '../../../shared/record/evidence-records.ts'
import { isEvidence } from '../../../shared/record/evidence.ts'
import type { FieldValue } from '../../../shared/record/payload.ts'
import { verifyEvidence } from '../../verify-folder.ts'
import { columns, counted, type Answer } from '../answer.ts'
import { readBytes, writeNew } from '../files.ts'
import type { Globals } from '../globals.ts'
import { withPerson } from '../reach.ts'

export interface ProveFlags {
  readonly record: readonly string[]
  readonly withhold: readonly string[]
  readonly hide: readonly string[]
  readonly attachments: boolean
  readonly out: string
}

export function prove(globals: Globals, { record, withhold, hide, attachments, out }: ProveFlags): Promise<Answer> {
  return withPerson(globals, {}, async ({ office, files }) => {
    const made = await office.proveRecord({ record: [...record], withhold: [...withhold], hide: [...hide], attachments })
    writeNew(out, await files.get(made.download))
    const { size, repeats } = made
    return {
      value: { file: out, size, records: record.length, withheld: [...withhold, ...hide], repeats },
      text: [
        `Evidence of ${counted(record.length, 'record')}: ${out} (${counted(size, 'byte')}). It opens in the verifier page, or with "muniment verify ${out}".`,
        ...repeats.map(path => `Shown, although it repeats what is withheld: ${path}`)
      ]
    }
  })
}

/** The text of an evidence file; undefined for any other file. Throws file-unreadable. */
export function evidenceIn(file: string): string | undefined {
  const text = textOf(readBytes(file))
  return text !== undefined && isEvidence(text) ? text : undefined
}

const finding = ({ code, detail }: EvidenceVerdict['findings'][number]): Finding => ({
  code,
  chain: null,
  office: null,
  desk: null,
  height: null,
  record: null,
  ref: null,
  table: null,
  detail,
  state: 'open'
})

export function evidenceVerdict(text: string, network: string | undefined): Answer {
  const verdict = verifyEvidence(text, network)
  const { forms: _, files, findings, ...said } = verdict
  return {
    value: { ...said, findings: findings.map(finding), files: [...files].map(([sha256, { length }]) => ({ sha256, size: length })) },
    text: verdictText(verdict),
    code: verdict.verdict === 'sound' ? 0 : 1
  }
}

// In words

const shown = (value: FieldValue): string =>
  value === null
    ? '(not asked)'
    : typeof value === 'string'
      ? value
      : 'sha256' in value
        ? `${value.name} (${counted(value.size, 'byte')}, SHA-256 ${value.sha256})`
        : value.join(', ')
const called = ({ id, name }: { readonly id: string; readonly name: string | null }): string => name ?? id

function versionText(version: ProvedVersion): string[] {
  const { kind, height, index, author, desk, office, time, notBefore, notAfter, witnesses, why, current, content } = version
  const counting = witnesses.filter(witness => witness.counts)
  return [
    `  ${kind}, line ${height}, entry ${index}${current ? '' : ', replaced'}${why === null ? '' : `: DOES NOT COUNT (${why})`}`,
    `    signed with a key of ${called(author)} at ${called(desk)}${office ? `, ${called(office)}` : ''}`,
    `    claimed time ${time}; not before ${notBefore ? `${notBefore.time} (${called(notBefore.desk)})` : 'not established'}; not after ${notAfter ?? 'not established'}`,
    ...counting.map(witness => `    witnessed by ${called(witness.desk)}${witness.office ? `, ${called(witness.office)}` : ''}, ${witness.time}`),
    ...(content === null ? ['    content not in this file'] : []),
    ...columns(version.disclosed.filter(([path, value]) => value !== null || path.startsWith('/')).map(([path, value]) => [`    ${path}`, shown(value)])),
    ...version.withheld.map(path => `    ${path}  WITHHELD`),
    ...(version.hidden > 0 ? [`    ${counted(version.hidden, 'answer')} withheld with the question`] : [])
  ]
}

const recordText = (record: ProvedRecord): string[] => [
  `Record ${record.number ?? '?'} (${record.record}): ${record.state} as far as this file shows`,
  ...record.versions.flatMap(versionText)
]

function verdictText({ verdict, network, records, findings, notEstablished }: EvidenceVerdict): string[] {
  return [
    verdict === 'sound' ? 'Sound: everything in this file is as it was signed.' : 'NOT SOUND.',
    ...findings.map(({ code, detail }) => `FINDING  ${code}: ${detail}`),
    ...(network ? [`Network ${called(network)}${network.compared ? ', the one that was given' : ''}`] : []),
    ...records.flatMap(recordText),
    'Not established:',
    ...notEstablished.map(({ detail }) => `  ${detail}`)
  ]
}
