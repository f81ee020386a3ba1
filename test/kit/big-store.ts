/** Stores of many entries, made fast, for measuring: opaque entries many to a line, or records with payloads of so many fields. */
import { randomBytes } from 'node:crypto'
import { carry } from '../../src/main/ledger/compose.ts'
import { pack, storePayload, type Prepared } from '../../src/main/ledger/append.ts'
import { vaultOf } from '../../src/main/keys/cipher.ts'
import { native } from '../../src/main/keys/native.ts'
import { chainNo, setHead } from '../../src/main/store/chains.ts'
import { insertLine } from '../../src/main/store/lines.ts'
import { openStore } from '../../src/main/store/open.ts'
import { lineIdOf, posOf } from '../../src/main/store/positions.ts'
import { transact } from '../../src/main/store/transact.ts'
import { grow, newChain, type ChainState } from '../../src/shared/ledger/chain.ts'
import { isRefused, seal, type AnyEntry } from '../../src/shared/ledger/line.ts'
import { uuid7, type Hash, type Instant } from '../../src/shared/names.ts'
import type { Carrier } from '../../src/shared/record/entry.ts'
import { hashOf, keyOf } from './people.ts'

export interface BigStore {
  readonly entries: number
  /** Fields of each payload; 0: opaque entries of 1,024 bytes without a payload. */
  readonly fields: number
  /** One entry a line, as single appends are. */
  readonly alone?: boolean
}

/** Fills `ledger.db` in the folder; answers the vault key. No registry: authority is not what is measured. */
export function makeBigStore(folder: string, { entries, fields, alone = false }: BigStore): Uint8Array {
  const vaultKey = randomBytes(32)
  const vault = vaultOf(vaultKey)
  const store = openStore(folder)
  const db = store.ledger
  const desk = keyOf('bench desk')
  const net = hashOf('bench net')
  const clock = { now: Date.now, monotonic: () => performance.now(), random: (length: number) => new Uint8Array(randomBytes(length)) }
  const no = chainNo(db, desk.key, 'desk')
  let state: ChainState = newChain('desk', desk.key, net)
  const prepare = (i: number): Prepared => {
    const id = uuid7(Date.now() + i, randomBytes(10))
    if (fields === 0) return { entry: { t: 'x-opaque', id, data: randomBytes(720).toString('base64url') } as AnyEntry, payload: null }
    const each = Math.max(1, Math.floor(720 / fields))
    const values = Array.from({ length: fields }, (_, n) => [`/data/field_${n + 100}`, randomBytes(each).toString('base64url')] as const)
    const bare = { t: 'record', id, form: 'bench', version: '1', package: hashOf('package'), ref: i + 1 }
    return carry(clock, { net, chain: desk.key }, bare, 'everyone', values)
  }
  for (let from = 0; from < entries; from += 2_000) {
    const batch = Array.from({ length: Math.min(2_000, entries - from) }, (_, i) => prepare(from + i))
    transact(db, () => {
      for (const items of alone ? batch.map(item => [item]) : pack(batch)) {
        const body = {
          author: desk.key,
          boot: 'AAAAAAAAAAAAAAAAAAAAAA',
          chain: desk.key,
          entries: items.map(item => item.entry),
          height: state.size,
          net,
          prev: state.head,
          reg: { root: hashOf('reg') as Hash, size: 1 },
          seen: null,
          tick: null,
          time: new Date().toISOString() as Instant,
          v: 1 as const
        }
        const opened = seal(body, native, desk.sign)
        const grown = grow(native, state, opened)
        if (isRefused(grown)) throw new Error(grown.detail)
        const lineId = lineIdOf(no, state.size)
        insertLine(db, lineId, opened.line, opened.leaf)
        items.forEach((item, index) => {
          if (item.payload !== null) storePayload({ store, vault, net, clock } as never, desk.key, item.entry as Carrier, posOf(lineId, index), item.payload)
        })
        state = grown.state
      }
      setHead(db, no, state.size, native.sha256(new Uint8Array(0)), state.frontier)
      setHead(db, no, state.size, Buffer.from(state.head!, 'base64url'), state.frontier)
    })
  }
  store.close()
  return vaultKey
}
