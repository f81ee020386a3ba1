/**
 * A desk's ledger as the program has it (store, keys, mark, registry with a published form), without a shell around it: what
 * is measured goes through `append`, `fileRecords`, `openLedger` and the audit, never around them.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { grow, newChain } from '../../../src/shared/ledger/chain.ts'
import { isRefused } from '../../../src/shared/ledger/line.ts'
import type { Key, NetworkId, OfficeId } from '../../../src/shared/names.ts'
import type { Audience, Carrier } from '../../../src/shared/record/entry.ts'
import { packageHash } from '../../../src/shared/record/package.ts'
import type { Form } from '../../../src/shared/record/registry.ts'
import { guardKeyOf, randomPool, vaultOf } from '../../../src/main/keys/cipher.ts'
import { createMark, MARK_FILE, openMark, REGISTRY_MARK_FILE, type Mark } from '../../../src/main/keys/mark.ts'
import { native, signer } from '../../../src/main/keys/native.ts'
import { placeOf } from '../../../src/main/keys/place.ts'
import { append, storePayload } from '../../../src/main/ledger/append.ts'
import { approved, newId } from '../../../src/main/ledger/compose.ts'
import { foundNetwork } from '../../../src/main/ledger/found.ts'
import { keySigner, openLedger, type Clock, type KeySigner, type Ledger } from '../../../src/main/ledger/ledger.ts'
import { chainNo, setHead } from '../../../src/main/store/chains.ts'
import { insertLine } from '../../../src/main/store/lines.ts'
import { openStore } from '../../../src/main/store/open.ts'
import { insertPackage } from '../../../src/main/store/packages.ts'
import { lineIdOf, posOf } from '../../../src/main/store/positions.ts'
import { transact } from '../../../src/main/store/transact.ts'

export const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now(), random: randomPool }

interface Kept {
  readonly seeds: Readonly<Record<'registry' | 'desk' | 'person' | 'vault', string>>
  readonly net: NetworkId
  readonly office: OfficeId
}

export interface BenchDesk {
  readonly ledger: Ledger
  readonly person: KeySigner
  readonly vaultKey: Buffer
  readonly office: OfficeId
  close(): void
}

const keysOf = ({ seeds }: Pick<Kept, 'seeds'>): Record<'registry' | 'desk' | 'person', KeySigner> => {
  const key = (seed: string): KeySigner => keySigner(signer(Buffer.from(seed, 'base64')))
  return { registry: key(seeds.registry), desk: key(seeds.desk), person: key(seeds.person) }
}

/** Founds a network in an empty folder and keeps its keys beside it. */
export function foundDesk(folder: string): BenchDesk {
  const seed = (): string => randomBytes(32).toString('base64')
  const seeds = { registry: seed(), desk: seed(), person: seed(), vault: seed() }
  const { registry, desk, person } = keysOf({ seeds })
  const store = openStore(folder)
  const founded = foundNetwork(clock, {
    network: 'Bench',
    office: 'Yuma',
    person: 'Bench',
    mode: 'permissioned',
    registry,
    desk,
    seal: desk.key as never,
    founder: person,
    recovery: []
  })
  const grown = grow(native, newChain('registry', registry.key, null), founded.opened)
  if (isRefused(grown)) throw new Error(grown.detail)
  transact(store.ledger, () => {
    const no = chainNo(store.ledger, registry.key, 'registry')
    insertLine(store.ledger, lineIdOf(no, 0), founded.opened.line, founded.opened.leaf)
    const vault = vaultOf(Buffer.from(seeds.vault, 'base64'))
    founded.prepared.forEach(({ entry, payload }, i) => {
      if (payload !== null) storePayload({ store, vault, net: founded.net, clock }, registry.key, entry as Carrier, posOf(lineIdOf(no, 0), i), payload)
    })
    setHead(store.ledger, no, 1, founded.opened.leaf, grown.state.frontier)
  })
  store.close()
  const place = placeOf(folder, 'bench')
  const mark = (name: string, chain: Key): void =>
    createMark(join(folder, name), { ...place, net: founded.net, chain, size: 0, root: null, frontier: [], head: null }).close()
  mark(MARK_FILE, desk.key)
  mark(REGISTRY_MARK_FILE, registry.key)
  writeFileSync(join(folder, 'bench.json'), JSON.stringify({ seeds, net: founded.net, office: founded.office } satisfies Kept), { mode: 0o600 })
  return openDesk(folder)
}

export function openDesk(folder: string): BenchDesk {
  const kept = JSON.parse(readFileSync(join(folder, 'bench.json'), 'utf8')) as Kept
  const { registry, desk, person } = keysOf(kept)
  const vaultKey = Buffer.from(kept.seeds.vault, 'base64')
  const store = openStore(folder)
  const marks: Mark[] = [openMark(join(folder, MARK_FILE)), openMark(join(folder, REGISTRY_MARK_FILE))]
  const ledger = openLedger({
    store,
    clock,
    vault: vaultOf(vaultKey),
    guard: guardKeyOf(vaultKey),
    net: kept.net,
    registryKey: registry.key,
    desk,
    registrySigner: registry,
    deskMark: marks[0]!,
    registryMark: marks[1]!
  })
  return {
    ledger,
    person,
    vaultKey,
    office: kept.office,
    close() {
      for (const mark of marks) mark.close()
      store.close()
    }
  }
}

/** A form of so many text questions, published. */
export function publish({ ledger, person }: BenchDesk, fields: number, audience: Audience): Form {
  const names = Array.from({ length: fields }, (_, i) => fieldName(i))
  const xml = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Bench</h:title><model><instance><data id="bench${fields}" version="1">${names.map(name => `<${name}/>`).join('')}</data></instance></model></h:head><h:body>${names.map(name => `<input ref="/data/${name}"><label>${name}</label></input>`).join('')}</h:body></h:html>`
  const hash = packageHash(native, xml)
  insertPackage(ledger.store.ledger, hash, Buffer.from(xml))
  const entry = approved(
    clock,
    ledger.net,
    ledger.registry.size,
    {
      t: 'form',
      id: newId(clock),
      form: `bench${fields}`,
      version: '1',
      package: hash,
      state: 'published',
      audience: audience as never,
      sensitive: false,
      review: 'none'
    },
    [person]
  )
  append(ledger, ledger.ownRegistry!, ledger.ownRegistry!.signer, [{ entry, payload: null }])
  const form = ledger.registry.formAt(hash, ledger.registry.size)
  if (!form) throw new Error('the form was not published')
  return form
}

export const fieldName = (i: number): string => `f${String(i).padStart(2, '0')}`
