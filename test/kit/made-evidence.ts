/**
 * Evidence made in memory from a name, without a store: a network of three offices, a record with an attachment and its
 * amendment, witnesses, a `seen` note. The same bytes each time (test/vectors/evidence), and in parts, so that a test can put
 * it together wrongly with all keys at hand.
 */
import { native, sha256Of } from '../../src/main/keys/native.ts'
import { textOf, toBase64url, utf8 } from '../../src/shared/bytes.ts'
import type { Opened } from '../../src/shared/ledger/line.ts'
import { inclusionProof, rangeHash } from '../../src/shared/ledger/merkle.ts'
import { checkpointOrigin, cosign, formatCheckpoint, formatNote, SIGNATURE, signNote } from '../../src/shared/ledger/note.ts'
import type { Hash } from '../../src/shared/names.ts'
import { packageHash } from '../../src/shared/record/package.ts'
import { withholdItems } from '../../src/shared/record/evidence-withhold.ts'
import { compareText, type Evidence, type EvidenceEntry, type EvidenceLine, type EvidenceName } from '../../src/shared/record/evidence.ts'
import { readPayload, type Attachment } from '../../src/shared/record/payload.ts'
import type { KeySigner } from '../../src/main/ledger/ledger.ts'
import { everywhere, refOf, TestNetwork, type TestChain, type TestDesk } from './chain-kit.ts'

export const FORM = `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
  <h:head>
    <h:title>Well inspection</h:title>
    <model>
      <instance><data id="well-inspection" version="1"><site/><inspector/><state/><risks/><depth/><photo/><meta><instanceID/></meta></data></instance>
      <bind nodeset="/data/site" type="string"/>
      <bind nodeset="/data/inspector" type="string"/>
      <bind nodeset="/data/state" type="string"/>
      <bind nodeset="/data/risks" type="string"/>
      <bind nodeset="/data/depth" type="int"/>
      <bind nodeset="/data/photo" type="binary"/>
    </model>
  </h:head>
  <h:body>
    <input ref="/data/site"><label>Name of the well</label></input>
    <input ref="/data/inspector"><label>Who inspected it?</label></input>
    <select1 ref="/data/state"><label>In what state is it?</label><item><label>Good</label><value>good</value></item><item><label>Dry</label><value>dry</value></item></select1>
    <select ref="/data/risks"><label>What threatens it?</label><item><label>Fire</label><value>fire</value></item><item><label>Flood</label><value>flood</value></item></select>
    <input ref="/data/depth"><label>Depth in metres</label></input>
    <upload ref="/data/photo" mediatype="image/*"><label>A photograph</label></upload>
  </h:body>
</h:html>
`
export const PHOTO = utf8('not really a photograph of the well, but bytes are bytes')

export interface MadeEvidence {
  readonly n: TestNetwork
  readonly yuma: TestDesk
  readonly mesa: TestDesk
  readonly record: Opened
  readonly amended: Opened
  readonly evidence: Evidence
  /** A checkpoint of a chain as it was at a size, cosigned. */
  note(chain: Pick<TestChain, 'lines'>, signer: KeySigner, size: number, by: readonly (readonly [TestDesk, number])[]): string
  proof(
    chain: Pick<TestChain, 'lines'>,
    signer: KeySigner,
    height: number,
    size: number,
    by: readonly (readonly [TestDesk, number])[]
  ): EvidenceLine['proofs'][number]
  entry(opened: Opened, withhold?: readonly string[], hide?: readonly string[]): EvidenceEntry
}

const seconds = (ms: number): number => Math.floor(ms / 1_000)

function photo(): Attachment {
  const chunks = toBase64url(rangeHash(native, () => native.sha256(Uint8Array.of(0), PHOTO))(0, 1)) as Hash
  return { chunks, name: 'pozo.jpg', sha256: toBase64url(sha256Of([PHOTO])) as Hash, size: PHOTO.length, type: 'image/jpeg' }
}

function namesOf(n: TestNetwork): EvidenceName[] {
  return n.chain.lines.flatMap(({ body }) =>
    body.entries.flatMap((entry, index) => {
      const text = n.payloads.get(entry.id)
      return text === undefined ? [] : [{ height: body.height, index, items: [...readPayload(text)!] }]
    })
  )
}

export function madeEvidence(name = 'evidence'): MadeEvidence {
  const n = new TestNetwork(name)
  const yumaOffice = n.admitOffice('Yuma')
  const mesaOffice = n.admitOffice('Mesa')
  const yuma = n.admitDesk(yumaOffice, 1, 'Yuma desk 1')
  const mesa = n.admitDesk(mesaOffice, 1, 'Mesa desk 1')
  const ben = n.admitPerson(yuma, 'Ben Ortega', [everywhere('clerk', 'own')])
  const form = n.publish('well-inspection', { package: packageHash(native, FORM) })
  const note: MadeEvidence['note'] = (chain, signer, size, by) => {
    const root = rangeHash(native, i => chain.lines[i]!.leaf)(0, size)
    const origin = checkpointOrigin(n.net, signer.key)
    const text = formatCheckpoint({ origin, size, root })
    const cosigned = by
      .toSorted((a, b) => compareText(a[0].signer.key, b[0].signer.key))
      .map(([desk, time]) => cosign(text, time, checkpointOrigin(n.net, desk.signer.key), desk.signer.publicKey, desk.signer.sign, native))
    return formatNote(text, [signNote(text, origin, SIGNATURE, signer.publicKey, signer.sign, native), ...cosigned])
  }
  const seen = note(n.chain, n.registryKey, n.chain.lines.length, [[mesa, seconds(n.clock.now())]])
  n.clock.pass(60_000)
  yuma.chain.add(ben.signer, [n.version(yuma, { t: 'record', ref: 1 }, form, [['/data/site', 'Pozo 1']])])
  const values = [
    ['@engine', 'web-forms 0.22.0'],
    ['@language', 'es'],
    ['/data/depth', '48'],
    ['/data/inspector', 'Ben Ortega'],
    ['/data/meta/instanceID', 'uuid:5a1d'],
    ['/data/photo', photo()],
    ['/data/risks', ['fire', 'flood']],
    ['/data/site', 'Pozo nº 7 «El Álamo» 🌵'],
    ['/data/state', null]
  ] as const
  const record = yuma.chain.add(ben.signer, [n.version(yuma, { t: 'record', ref: 2 }, form, values)], { seen: native.hashText(textOf(utf8(seen))!) })
  n.know(record, ben.person)
  const ref = refOf(record)
  const amended = yuma.chain.add(ben.signer, [
    n.version(yuma, { t: 'amend', record: ref, amends: ref }, form, [
      ['/data/site', 'Pozo 7'],
      ['/data/inspector', 'Ben Ortega'],
      ['@reason', 'typing error']
    ])
  ])
  yuma.chain.add(ben.signer, [n.version(yuma, { t: 'record', ref: 3 }, form, [['/data/site', 'Pozo 9']])])
  const now = seconds(n.clock.now())
  const proof: MadeEvidence['proof'] = (chain, signer, height, size, by) => ({
    hashes: inclusionProof(native, height, size, i => chain.lines[i]!.leaf).map(hash => toBase64url(hash) as Hash),
    note: note(chain, signer, size, by)
  })
  const entry: MadeEvidence['entry'] = ({ body }, withhold = [], hide = []) => ({
    index: 0,
    items: withholdItems(native, readPayload(n.payloads.get(body.entries[0]!.id)!)!, { withhold, hide })
  })
  const line = (
    opened: Opened,
    sizes: readonly (readonly [number, readonly (readonly [TestDesk, number])[]])[],
    more: Partial<EvidenceLine>
  ): EvidenceLine => ({
    entries: [entry(opened, ['/data/inspector'], ['/data/depth'])],
    line: textOf(opened.line)!,
    proofs: sizes.map(([size, by]) => proof(yuma.chain, yuma.signer, opened.body.height, size, by)),
    seen: null,
    ...more
  })
  const evidence: Evidence = {
    evidence: 1,
    files: [toBase64url(PHOTO)],
    forms: [FORM],
    lines: [
      line(
        record,
        [
          [3, [[mesa, now]]],
          [
            4,
            [
              [n.desk, now + 40],
              [mesa, now + 30]
            ]
          ]
        ],
        { seen }
      ),
      line(amended, [[4, [[mesa, now + 30]]]], {})
    ],
    names: namesOf(n),
    registry: { lines: n.chain.lines.map(({ line: bytes }) => textOf(bytes)!), notes: [note(n.chain, n.registryKey, n.chain.lines.length, [[mesa, now]])] }
  }
  return { n, yuma, mesa, record, amended, evidence, note, proof, entry }
}
