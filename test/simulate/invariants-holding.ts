/** Invariants of content: who may have it, who has it, and what is said of who has it. */
import type { Key, OfficeId } from '../../src/shared/names.ts'
import { isCarrier } from '../../src/shared/record/entry.ts'
import { openReceipt, receiptCovers } from '../../src/shared/record/receipt.ts'
import { isShown } from '../../src/shared/record/payload.ts'
import { verify } from '../../src/main/keys/native.ts'
import { readAll, sha256Of, storedSource } from '../../src/main/ledger/attachments.ts'
import { forkedChains } from '../../src/main/ledger/forks.ts'
import { entryOf, openStoredPayload } from '../../src/main/ledger/payloads.ts'
import { copiesOf, isCopied, witnessesOf } from '../../src/main/ledger/witness.ts'
import { cosignatureOf } from '../../src/main/store/cosignatures.ts'
import { lackingAt } from '../../src/main/store/lacking.ts'
import { hasPayload } from '../../src/main/store/payloads.ts'
import { prepared, type Database } from '../../src/main/store/prepared.ts'
import { lineIdOf, posOf } from '../../src/main/store/positions.ts'
import { receiptsFor } from '../../src/main/store/receipts.ts'
import { each, ofChains, ofEach, type Invariant } from './invariant.ts'
import { isIn } from './audience.ts'
import { officeOf, type Filed, type Player } from './player.ts'
import type { Scene } from './scene.ts'

/** Content that was read once is compared with its commitment from then on (verifyAll), and read again at one step in so many. */
const READ_AGAIN = 200

/** Where an entry lies at a desk; undefined while its line is not there. */
export function placeAt({ desk }: Player, { chain, height, index }: Filed): number | undefined {
  const held = desk.ledger.chains.get(chain)
  return held && height < held.state.size ? posOf(lineIdOf(held.no, height), index) : undefined
}
export const holds = (player: Player, filed: Filed): boolean => {
  const pos = placeAt(player, filed)
  return pos !== undefined && hasPayload(player.desk.store.ledger, pos) && lackingAt(player.desk.store.ledger, pos) === undefined
}

/** Some of what was filed, others after every step: all of it at one step in 40. */
export const some = (scene: Scene): Filed[] => {
  const { filed, step } = scene
  return filed.length === 0 ? [] : [...filed.slice(-3), ...[0, 1, 2].map(n => filed[(step * 7 + n * 13) % filed.length]!)]
}
const asked = (when: Invariant['when'], scene: Scene): readonly Filed[] => (when === 'step' ? some(scene) : scene.filed)

const ofFiled = (name: string, when: Invariant['when'], check: (player: Player, filed: Filed, scene: Scene) => string | undefined): Invariant =>
  ofEach(name, when, (player, scene) =>
    each(asked(when, scene), filed => {
      const wrong = check(player, filed, scene)
      return wrong === undefined ? undefined : `line ${filed.height} of ${filed.by.desk.name}: ${wrong}`
    })
  )

const audience = (player: Player, filed: Filed): string | undefined => {
  const pos = placeAt(player, filed)
  return pos === undefined || isIn(filed.audience, officeOf(player)) || !hasPayload(player.desk.store.ledger, pos) ? undefined : 'it holds what is not for it'
}
const isNoted = (player: Player, filed: Filed): string | undefined => {
  const pos = placeAt(player, filed)
  if (pos === undefined) return undefined
  const db = player.desk.store.ledger
  return hasPayload(db, pos) || lackingAt(db, pos) !== undefined ? undefined : 'it is neither here nor asked for'
}

/** Offices that say more than is so may be: liars, and desks whose folder was put back until they have said less. */
const mayErr = (player: Player | undefined): boolean => !player || player.kind === 'liar' || player.restored > 0

const copies = (player: Player, filed: Filed, scene: Scene): string | undefined => {
  const said = copiesOf(player.desk.ledger, filed.chain, filed.height, filed.index)
  return each(said, ({ desk, office }) => {
    if (office === officeOf(filed.by)) return 'the author’s own office counts as a copy'
    const other = scene.playerOf(desk)
    return mayErr(other) || holds(other!, filed) ? undefined : `${other!.desk.name} is said to hold it`
  })
}
const witnesses = (player: Player, filed: Filed, scene: Scene): string | undefined =>
  each(witnessesOf(player.desk.ledger, filed.chain, filed.height), ({ desk, office }) => {
    if (office === officeOf(filed.by)) return 'the author’s own office counts as a witness'
    const other = scene.playerOf(desk)
    return mayErr(other) || placeAt(other!, filed) !== undefined ? undefined : `${other!.desk.name} is said to have witnessed it`
  })

const mostCosigned = (db: Database, no: number): number =>
  prepared<[number], number>(db, 'SELECT coalesce(max(size), 0) FROM cosignatures WHERE chain_no = ?').pluck().get(no) ?? 0

const revokedOffices = (ledger: Player['desk']['ledger'], said: readonly { readonly desk: Key; readonly office: OfficeId }[]): string | undefined =>
  each(said, ({ desk }) => (ledger.registry.deskAt(desk, ledger.registry.size) ? undefined : `${desk.slice(0, 8)} counts although it is revoked`))

export const holdingInvariants: readonly Invariant[] = [
  ofFiled('content-is-with-its-audience-only', 'step', audience),
  ofFiled('all-content-is-with-its-audience-only', 'full', audience),
  ofFiled('what-is-missing-is-known-to-be-missing', 'step', isNoted),
  ofFiled('copies-shown-are-copies-held', 'step', copies),
  ofFiled('all-copies-shown-are-copies-held', 'full', copies),
  ofFiled('witnesses-shown-have-the-line', 'step', witnesses),
  ofFiled('copies-of-the-revoked-do-not-count', 'step', ({ desk }, { chain, height, index }) =>
    revokedOffices(desk.ledger, copiesOf(desk.ledger, chain, height, index))
  ),
  ofFiled('witnesses-that-were-revoked-do-not-count', 'step', ({ desk }, { chain, height }) =>
    revokedOffices(desk.ledger, witnessesOf(desk.ledger, chain, height))
  ),
  ofFiled('copies-are-counted-by-office', 'step', ({ desk }, { chain, height, index }) => {
    const said = copiesOf(desk.ledger, chain, height, index)
    if (new Set(said.map(({ office }) => office)).size !== said.length) return 'an office counts twice'
    return said.length > 0 === isCopied(desk.ledger, chain, height, index) ? undefined : 'the count and the list differ'
  }),
  ofFiled('content-is-what-was-filed', 'full', (player, filed, scene) => {
    const { known } = player
    if (known.has(filed) && scene.step % READ_AGAIN !== 0) return undefined
    if (!holds(player, filed)) return undefined
    known.add(filed)
    const found = entryOf(player.desk.ledger, filed.chain, [filed.height, filed.index])
    if (!found || !isCarrier(found.entry)) return 'the entry is gone'
    const payload = openStoredPayload(player.desk.ledger, filed.chain, found.entry, found.pos)
    if (!payload) return 'it does not open'
    return payload.some(item => isShown(item) && item[2] === filed.text) ? undefined : 'it says something else'
  }),
  ofFiled('files-are-what-was-filed', 'full', (player, filed, scene) => {
    if (filed.file === undefined || (player.files.has(filed) && scene.step % READ_AGAIN !== 0) || !holds(player, filed)) return undefined
    player.files.add(filed)
    const found = entryOf(player.desk.ledger, filed.chain, [filed.height, filed.index])
    const source = found && isCarrier(found.entry) ? storedSource(player.desk.ledger, filed.chain, found.entry, found.pos, filed.file) : undefined
    if (!source) return 'its file is said to be here and is not'
    return sha256Of(readAll(source)) === filed.file ? undefined : 'its file has other bytes'
  }),
  ofChains('receipts-are-signed-and-about-lines-held', 'full', ({ desk }, chain) => {
    const { no, state } = desk.ledger.chains.get(chain)!
    return each(receiptsFor(desk.store.ledger, no), ({ receipt, seq }) => {
      const opened = openReceipt(receipt.toString(), verify)
      if (!opened) return 'a receipt that its desk did not sign'
      if (opened.seq !== seq || opened.chain !== chain || opened.net !== desk.ledger.net) return 'a receipt stands in the wrong place'
      return opened.size > state.size ? `a receipt over ${opened.size} lines of ${state.size}` : undefined
    })
  }),
  ofChains('nobody-vouches-for-itself', 'step', ({ desk }, chain) =>
    cosignatureOf(desk.store.ledger, desk.ledger.chains.get(chain)!.no, chain) ? 'it is its own witness' : undefined
  ),
  ofChains('cosignatures-are-about-lines-held', 'step', ({ desk }, chain) => {
    const { no, state } = desk.ledger.chains.get(chain)!
    const most = mostCosigned(desk.store.ledger, no)
    return most <= state.size ? undefined : `a cosignature over ${most} lines of ${state.size}`
  })
]

/** As a receipt is signed: is all that it says held there at this moment? */
export function watchReceipts(scene: Scene): void {
  scene.world.said.onReceipt = receipt => {
    const player = scene.playerOf(receipt.desk)
    if (!player) return
    const breach = (invariant: string, detail: string): void =>
      void scene.breaches.push({ invariant, chain: receipt.desk, detail: `${player.desk.name}: ${detail}` })
    const size = player.desk.ledger.chains.get(receipt.chain)?.state.size ?? 0
    if (receipt.size !== size) breach('receipts-say-what-is-held', `${receipt.size} lines of ${size}`)
    for (const filed of scene.filed)
      if (filed.chain === receipt.chain && receiptCovers(receipt, filed.height, filed.index) && !holds(player, filed))
        breach('receipts-say-what-is-held', `line ${filed.height} of ${filed.by.desk.name} is not`)
  }
  scene.world.said.onCosignature = (witness, chain, size) => {
    const player = scene.playerOf(witness)
    const held = player?.desk.ledger.chains.get(chain)?.state.size ?? 0
    if (player && held < size)
      scene.breaches.push({ invariant: 'cosignatures-follow-lines', chain: witness, detail: `${player.desk.name} cosigned ${size} lines and holds ${held}` })
    if (player && forkedChains(player.desk.ledger).has(chain))
      scene.breaches.push({ invariant: 'what-is-forked-is-not-witnessed', chain: witness, detail: `${player.desk.name} cosigned ${chain.slice(0, 8)}` })
    if (player && player.desk.chain === chain) scene.breaches.push({ invariant: 'cosignatures-follow-lines', chain: witness, detail: 'its own chain' })
  }
}
