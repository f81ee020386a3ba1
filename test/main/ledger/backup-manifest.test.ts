import { expect, it } from 'vitest'
import { openManifest, readBeginning, signManifest, type Manifest } from '../../../src/main/ledger/backup-manifest.ts'
import { utf8 } from '../../../src/shared/bytes.ts'
import { canonical, type Json } from '../../../src/shared/ledger/jcs.ts'
import { hashOf, keyOf } from '../../kit/people.ts'

const desk = keyOf('Yuma desk 1')
const beginning = {
  about: '{}',
  chains: [{ chain: desk.key, kind: 'desk', root: hashOf('root'), size: 3 }],
  desk: desk.key,
  expires: '2027-11-22T08:00:00.000Z',
  made: '2026-11-22T08:00:00.000Z',
  net: hashOf('net'),
  registry: keyOf('registry').key,
  schema: 1,
  v: 2
}
const manifest = { ...beginning, parts: [{ bytes: 37, columns: [], name: 'key', rows: 1, sha256: hashOf('key') }], records: 0 }
const signed = (changed: object): Manifest | string => openManifest(signManifest({ ...manifest, ...changed } as unknown as Manifest, desk))
const begun = (changed: object): unknown => readBeginning(utf8(canonical({ ...beginning, ...changed } as unknown as Json)))

it('a manifest that its desk has signed is taken only in its own shape, whatever stands in its lists', () => {
  expect(signed({})).toEqual(manifest)
  expect(begun({})).toEqual(beginning)
  const wrong = [
    { chains: [null] },
    { chains: [[]] },
    { chains: [1] },
    { chains: [{ ...beginning.chains[0], more: 1 }] },
    { made: null },
    { expires: [] },
    { v: 3 }
  ]
  for (const changed of wrong) {
    expect(signed(changed), JSON.stringify(changed)).toBe('it can not be read')
    expect(begun(changed), JSON.stringify(changed)).toBe(undefined)
  }
  for (const changed of [{ parts: [null] }, { parts: [[]] }, { parts: null }, { records: '0' }]) expect(signed(changed)).toBe('it can not be read')
  expect(openManifest(signManifest(manifest as unknown as Manifest, keyOf('another')))).toBe('the desk that it names did not sign it')
})
