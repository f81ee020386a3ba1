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
import type { Form } from '../../../src/shared/record/registry-facts.ts'
import { guardKeyOf, randomPool, vaultOf } from '../../../src/main/keys/cipher.ts'
import { createMark, MARK_FILE, openMark, REGISTRY_MARK_FILE } from '../../../src/main/keys/mark.ts'
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

/** What is kept of a desk beside its folder's own files: `bench.json`. */
export interface Kept {
  readonly seeds: Readonly<Record<'desk' | 'person' | 'vault', string>> & { readonly registry: string | null }
  readonly registry: Key
  readonly net: NetworkId
  readonly office: OfficeId
}

export interface BenchDesk {
  readonly ledger: Ledger
  readonly person: KeySigner
  readonly vaultKey: Buffer
  /** 32 bytes: the desk's own, its identity on the network. */
  readonly seed: Buffer
  readonly office: OfficeId
  close(): void
}

export const newSeed = (): string => randomBytes(32).toString('base64')
export const keyOf = (seed: string): KeySigner => keySigner(signer(Buffer.from(seed, 'base64')))

/** Founds a network in an empty folder and keeps its keys beside it. */
export function foundDesk(folder: string): BenchDesk {
  const seeds = { registry: newSeed(), desk: newSeed(), person: newSeed(), vault: newSeed() }
  const [registry, desk, person] = [keyOf(seeds.registry), keyOf(seeds.desk), keyOf(seeds.person)]
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
  newMark(folder, REGISTRY_MARK_FILE, founded.net, registry.key)
  keep(folder, { seeds, registry: registry.key, net: founded.net, office: founded.office })
  return openDesk(folder)
}

function newMark(folder: string, name: string, net: NetworkId, chain: Key): void {
  createMark(join(folder, name), { ...placeOf(folder, 'bench'), net, chain, size: 0, root: null, frontier: [], head: null }).close()
}

/** Writes what `openDesk` needs, and the mark of the desk's own chain. */
export function keep(folder: string, kept: Kept): void {
  newMark(folder, MARK_FILE, kept.net, keyOf(kept.seeds.desk).key)
  writeFileSync(join(folder, 'bench.json'), JSON.stringify(kept), { mode: 0o600 })
}

export function openDesk(folder: string): BenchDesk {
  const { seeds, registry, net, office } = JSON.parse(readFileSync(join(folder, 'bench.json'), 'utf8')) as Kept
  const vaultKey = Buffer.from(seeds.vault, 'base64')
  const store = openStore(folder)
  const deskMark = openMark(join(folder, MARK_FILE))
  const registryMark = seeds.registry === null ? null : openMark(join(folder, REGISTRY_MARK_FILE))
  const ledger = openLedger({
    store,
    clock,
    vault: vaultOf(vaultKey),
    guard: guardKeyOf(vaultKey),
    net,
    registryKey: registry,
    desk: keyOf(seeds.desk),
    registrySigner: seeds.registry === null ? null : keyOf(seeds.registry),
    deskMark,
    registryMark
  })
  return {
    ledger,
    person: keyOf(seeds.person),
    vaultKey,
    seed: Buffer.from(seeds.desk, 'base64'),
    office,
    close() {
      deskMark.close()
      registryMark?.close()
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
