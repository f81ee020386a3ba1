/** Someone at the desk who holds every key of it and knows how all of this works: what the verdict still says. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fileCipher, guardKeyOf, sealPayload, vaultOf } from '../../../src/main/keys/cipher.ts'
import { openKeyring, recordedPlace, unlock } from '../../../src/main/keys/keyring.ts'
import { createMark, MARK_FILE } from '../../../src/main/keys/mark.ts'
import { native, signer } from '../../../src/main/keys/native.ts'
import { keySigner, storedBody, type KeySigner } from '../../../src/main/ledger/ledger.ts'
import { setHead } from '../../../src/main/store/chains.ts'
import { insertCheckpoint } from '../../../src/main/store/checkpoints.ts'
import { putGuarded } from '../../../src/main/store/guarded.ts'
import { lineAt, linesFrom } from '../../../src/main/store/lines.ts'
import { openStore, type Store } from '../../../src/main/store/open.ts'
import { payloadAt } from '../../../src/main/store/payloads.ts'
import { lineIdOf, posOf } from '../../../src/main/store/positions.ts'
import { verifyStore } from '../../../src/main/work/verify-store.ts'
import { utf8 } from '../../../src/shared/bytes.ts'
import type { Verdict } from '../../../src/shared/contract.ts'
import { checkpointSide, writeFork } from '../../../src/shared/ledger/fork.ts'
import { seal, type Body } from '../../../src/shared/ledger/line.ts'
import { TreeBuilder } from '../../../src/shared/ledger/merkle.ts'
import { checkpointOrigin, formatCheckpoint, formatNote, SIGNATURE, signNote } from '../../../src/shared/ledger/note.ts'
import type { Hash } from '../../../src/shared/names.ts'
import type { Carrier } from '../../../src/shared/record/entry.ts'
import { makePayload, payloadText } from '../../../src/shared/record/payload.ts'
import { rmSync } from 'node:fs'
import { copiedDesk, PASSPHRASE, PERSON } from '../../kit/filed-desk.ts'

const DESK = 2
interface Insider {
  readonly folder: string
  readonly vaultKey: Uint8Array
  readonly store: Store
  readonly desk: KeySigner
  readonly person: KeySigner
  audit(): Promise<Verdict>
}

async function insider(): Promise<Insider> {
  const { folder, vaultKey } = await copiedDesk()
  const { desk, person } = await unlock(openKeyring(folder), PERSON, PASSPHRASE)
  const store = openStore(folder)
  return {
    folder,
    vaultKey,
    store,
    desk: keySigner(signer(desk.seed)),
    person: keySigner(signer(person.seed)),
    audit: () => {
      store.close()
      return verifyStore({ folder, vaultKey, workers: 0, index: false, live: false, now: Date.now() }, () => {}, new AbortController().signal)
    }
  }
}
const bodyAt = ({ store }: Insider, height: number): Body => storedBody(lineAt(store.ledger, lineIdOf(DESK, height))!.line)
const codes = (verdict: Verdict): string[] => verdict.findings.map(({ code, height }) => `${code} ${height}`)

/** Signs a line again, with what is changed in it, and puts it and its hash in the place of the one that was there. */
function rewrite(one: Insider, height: number, more: Partial<Body>): Hash {
  const body = { ...bodyAt(one, height), ...more }
  const opened = seal(body, native, body.author === one.desk.key ? one.desk.sign : one.person.sign)
  one.store.ledger.prepare('UPDATE lines SET line = ?, hash = ? WHERE line_id = ?').run(opened.line, opened.leaf, lineIdOf(DESK, height))
  return opened.hash
}

/** Every line from a height on signed again, the table of chains and the mark made to agree: a cleaner history. */
function rewriteFrom(one: Insider, height: number, more: Partial<Body>): void {
  const { store, folder, desk } = one
  let prev = rewrite(one, height, more)
  const size = linesFrom(store.ledger, DESK, 0, 1_000).length
  for (let at = height + 1; at < size; at++) prev = rewrite(one, at, { prev })
  const tree = new TreeBuilder(native)
  for (const row of linesFrom(store.ledger, DESK, 0, size)) tree.append(row.hash)
  setHead(store.ledger, DESK, size, Buffer.from(prev, 'base64url'), tree.frontier())
  const { net } = bodyAt(one, 0)
  rmSync(join(folder, MARK_FILE))
  createMark(join(folder, MARK_FILE), {
    ...recordedPlace(openKeyring(folder)),
    net: net!,
    chain: desk.key,
    size,
    root: null,
    frontier: tree.frontier(),
    head: prev
  }).close()
}

/** A checkpoint of the chain as it is, signed. */
function sign({ store, desk }: Insider, net: Hash, root?: Uint8Array): { note: string; size: number } {
  const tree = new TreeBuilder(native)
  for (const row of linesFrom(store.ledger, DESK, 0, 1_000)) tree.append(row.hash)
  const origin = checkpointOrigin(net, desk.key)
  const text = formatCheckpoint({ origin, size: tree.size, root: root ?? tree.root() })
  return { note: formatNote(text, [signNote(text, origin, SIGNATURE, desk.publicKey, desk.sign)]), size: tree.size }
}

it('content rewritten and sealed again with the vault key is not what the block committed to', async () => {
  const one = await insider()
  const body = bodyAt(one, 4)
  const entry = body.entries[0] as Carrier
  const pos = posOf(lineIdOf(DESK, 4), 0)
  const text = payloadText(makePayload([['/data/site/name', 'a nicer gate']], () => new Uint8Array(16)))
  const { seed } = payloadAt(one.store.ledger, pos)!
  const cipher = sealPayload(vaultOf(one.vaultKey), { net: body.net!, chain: body.chain, entry: entry.id, commitment: entry.commitment }, seed, utf8(text))
  one.store.ledger.prepare('UPDATE payloads SET cipher = ? WHERE pos = ?').run(cipher, pos)
  const verdict = await one.audit()
  expect(verdict.findings).toMatchObject([{ code: 'payload-commitment', height: 4, ref: 'YUM-1-000005', table: 'payloads' }])
})

it('an attachment rewritten and sealed again does not give the hashes that the record names', async () => {
  const one = await insider()
  const file = one.store.ledger.prepare('SELECT pos, file, sha256, size, seed FROM files').get() as {
    pos: number
    file: number
    sha256: string
    size: number
    seed: Buffer
  }
  const height = Math.floor(file.pos / 1024) % 2 ** 30
  const body = bodyAt(one, height)
  const entry = body.entries[0] as Carrier
  const cipher = fileCipher(
    vaultOf(one.vaultKey),
    { net: body.net!, chain: body.chain, entry: entry.id, commitment: entry.commitment },
    file.file,
    file.sha256,
    file.size,
    file.seed
  )
  one.store.ledger.prepare('UPDATE pieces SET cipher = ? WHERE pos = ? AND n = 1').run(cipher.seal(1, new Uint8Array(file.size - 262_144)), file.pos)
  expect(codes(await one.audit())).toEqual([`attachment-hash ${height}`])
})

it('one block signed again is named by the block after it', async () => {
  const one = await insider()
  rewrite(one, 5, { time: bodyAt(one, 6).time })
  expect(codes(await one.audit())).toEqual(['line-replaced 5'])
})

it('a whole tail signed again contradicts every checkpoint that was signed before', async () => {
  const one = await insider()
  const { net, time } = bodyAt(one, 0)
  const { note, size } = sign(one, net!)
  insertCheckpoint(one.store.ledger, DESK, size, utf8(note), new Uint8Array(0))
  rewriteFrom(one, 3, { time })
  expect(codes(await one.audit())).toEqual(['checkpoint-root null'])
})

it('a whole tail signed again that nobody else has seen is sound in itself; the verdict says that nobody has', async () => {
  const one = await insider()
  one.store.ledger.prepare('DELETE FROM checkpoints WHERE chain_no = ?').run(DESK)
  rewriteFrom(one, 3, { time: bodyAt(one, 0).time })
  const verdict = await one.audit()
  // Records of line 3 on are bound to their line by commitments that did not change; the void and the amendment name hashes that are gone.
  expect(verdict.findings).toEqual([])
  expect(verdict.notEstablished.map(({ detail }) => detail)).toContain('no block of Yuma Field Office desk 1 (12) carries the cosignature of another office')
})

it('two checkpoints of one size are evidence against the key, open until the registry decides', async () => {
  const one = await insider()
  const { net } = bodyAt(one, 0)
  const first = sign(one, net!)
  const other = sign(one, net!, native.sha256(utf8('another history')))
  const side = (note: string): ReturnType<typeof checkpointSide> => {
    const root = Buffer.from(note.split('\n')[2]!, 'base64')
    return checkpointSide(note, { origin: checkpointOrigin(net!, one.desk.key), size: first.size, root })
  }
  const text = writeFork({ at: first.size, chain: one.desk.key, net: net!, sides: [side(first.note), side(other.note)], v: 1 })
  putGuarded(one.store.ledger, guardKeyOf(one.vaultKey), 'evidence', { id: native.hashText(text), kind: 'fork', body: utf8(text) })
  expect((await one.audit()).findings).toMatchObject([
    { code: 'fork-evidence', height: 11, desk: 'Yuma Field Office desk 1', state: 'open', table: 'evidence' }
  ])
})
