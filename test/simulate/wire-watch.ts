/** What leaves an honest desk, watched at its link: to whom, how much, and whether it may. */
import type { Key } from '../../src/shared/names.ts'
import { leafHash } from '../../src/shared/ledger/merkle.ts'
import { MAX_FRAME_BYTES } from '../../src/shared/ledger/limits.ts'
import { toBase64url } from '../../src/shared/bytes.ts'
import { readFrame, type Frame } from '../../src/shared/sync/messages.ts'
import { readHeads } from '../../src/shared/sync/plan.ts'
import { native } from '../../src/main/keys/native.ts'
import type { AnswerPeer, PeerLink, PeerProtocol } from '../../src/main/sync/peer-types.ts'
import { isIn } from './audience.ts'
import type { Player } from './player.ts'
import type { Scene } from './scene.ts'

/** The desk's link, unchanged but for being watched. */
export function watchedLink(scene: Scene, player: Player): PeerLink {
  const link = player.desk.link!
  link.listen(event => {
    if (event.t === 'handler-failed')
      scene.breaches.push({ invariant: 'handlers-never-fail', chain: player.desk.chain, detail: String((event.error as Error)?.stack ?? event.error) })
  })
  return {
    ...link,
    self: link.self,
    request: (peer, protocol, body, signal) => {
      watchQuestion(scene, player, peer, protocol, body)
      return link.request(peer, protocol, body, signal)
    },
    answer: (protocol, handler) =>
      link.answer(protocol, async (from, body) => {
        const answer = await (handler as AnswerPeer)(from, body)
        scene.traced(answer)
        if (protocol !== '/muniment/join/1') watch(scene, player, protocol === '/muniment/sync/1', from, body, answer)
        return answer
      })
  }
}

/** What an honest desk asks. */
export function watchQuestion(scene: Scene, { desk }: Player, to: Key, protocol: PeerProtocol, body: Uint8Array): void {
  const { registry } = desk.ledger
  if (protocol !== '/muniment/sync/1' || registry.size === 0 || registry.deskAt(to, registry.size)) return
  const what = readFrame(body)?.header.t ?? 'something'
  // a round under way may come to its end, but none is begun; and what the registry's lines name, which said so, may be asked for
  if (!(what === 'hello' || what === 'give' || what === 'announce' || (scene.isWritten && what !== 'seen'))) return
  const detail = `${desk.name} asks ${scene.playerOf(to)?.desk.name ?? to.slice(0, 8)} for ${what}`
  scene.breaches.push({ invariant: 'the-revoked-are-asked-for-nothing', chain: desk.chain, detail })
}

/** What an honest desk answers to `from`. */
export function watch(scene: Scene, player: Player, isSync: boolean, from: Key, body: Uint8Array, bytes: Uint8Array): void {
  const { desk } = player
  const { registry } = desk.ledger
  const breach = (invariant: string, detail: string): void => void scene.breaches.push({ invariant, chain: desk.chain, detail: `${desk.name}: ${detail}` })
  if (bytes.length > MAX_FRAME_BYTES) breach('answers-are-bounded', `${bytes.length} bytes`)
  const [asked, answer] = [readFrame(body), readFrame(bytes)]
  if (!asked || !answer) return breach('answers-are-frames', 'it can not be read')
  if (isSync && !registry.deskAt(from, registry.size)) breach('strangers-get-nothing', `${asked.header.t} to ${from.slice(0, 8)}`)
  if (!isSync && asked.header['chain'] !== registry.chain) {
    if (answer.blobs.length > 0) breach('the-door-gives-the-registry-only', JSON.stringify(asked.header['chain']).slice(0, 8))
  }
  if (asked.header.t === 'lines') watchLines(scene, player, asked, answer, breach)
  if (asked.header.t === 'payloads') watchPayloads(scene, player, from, asked, answer, breach)
  if (asked.header.t === 'hello') watchHeads(scene, player, answer, breach)
}

type Breach = (invariant: string, detail: string) => void

function watchLines(scene: Scene, { desk }: Player, asked: Frame, answer: Frame, breach: Breach): void {
  const chain = asked.header['chain'] as Key
  const from = Number(asked.header['from'])
  const lines = answer.blobs.slice(1)
  const { ledger } = desk
  const mark = chain === desk.chain ? desk.mark : chain === ledger.ownRegistry?.state.chain ? desk.registryMark : null
  if (mark && lines.length > 0 && from + lines.length > mark.value.size)
    breach('nothing-leaves-before-the-mark', `${from + lines.length} of ${mark.value.size}`)
  const log = scene.log.get(chain)
  if (scene.isForker(chain) || !log) return
  scene.followLogs()
  lines.forEach((line, i) => {
    if (toBase64url(leafHash(native, line)) !== log[from + i]) breach('lines-leave-as-they-were-signed', `line ${from + i} of ${chain.slice(0, 8)}`)
  })
}

function watchPayloads(scene: Scene, { desk }: Player, to: Key, asked: Frame, answer: Frame, breach: Breach): void {
  const office = desk.ledger.registry.deskAt(to, desk.ledger.registry.size)?.office
  const want = asked.header['want'] as [number, number][]
  const states = answer.header['states'] as string[]
  for (const filed of scene.filed) {
    if (filed.chain !== asked.header['chain']) continue
    const at = want.findIndex(([height, index]) => height === filed.height && index === filed.index)
    if (at === -1 || states[at] !== 'here') continue
    if (!office || !isIn(filed.audience, office))
      breach('payloads-go-to-their-audience-only', `${filed.chain.slice(0, 8)} ${filed.height} to ${to.slice(0, 8)}`)
  }
}

function watchHeads(scene: Scene, { desk }: Player, answer: Frame, breach: Breach): void {
  scene.followLogs()
  for (const { chain, size } of readHeads(answer.header['heads']) ?? []) {
    const held = desk.ledger.chains.get(chain)?.state.size ?? 0
    if (size > held && !scene.isForker(chain)) breach('heads-are-what-is-held', `${size} of ${chain.slice(0, 8)}, holds ${held}`)
  }
}
