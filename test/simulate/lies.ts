/** A desk whose program was changed: what it signs is true, what it answers is not. Its answers are altered on their way out. */
import { utf8 } from '../../src/shared/bytes.ts'
import type { Json } from '../../src/shared/ledger/jcs.ts'
import { canonical } from '../../src/shared/ledger/jcs.ts'
import { readFrame, writeFrame, type Frame } from '../../src/shared/sync/messages.ts'
import type { AnswerPeer, PeerLink } from '../../src/main/sync/peer-types.ts'
import type { TestDesk } from '../kit/desks.ts'
import type { Scene } from './scene.ts'

const HALF = 0.5

/** One bit of one blob turned. */
function flipped(scene: Scene, blobs: readonly Uint8Array[]): Uint8Array[] {
  const at = scene.int(blobs.length)
  return blobs.map((blob, i) => {
    if (i !== at || blob.length === 0) return blob
    const copy = blob.slice()
    const place = scene.int(copy.length)
    copy[place] = copy[place]! ^ (1 << scene.int(8))
    return copy
  })
}

const withHeader = ({ header, blobs }: Frame, fields: Record<string, Json>, put = blobs): Frame => ({
  header: { ...header, ...fields, t: header.t },
  blobs: put
})

/** Answers given before, to be given again: old heads, old lines, old payloads. */
type Old = Map<string, Frame>

type Lie = (scene: Scene, asked: Frame, answer: Frame, old: Old) => Frame | null
const lies: Readonly<Record<string, Lie>> = {
  'a bit turned': (scene, _, answer) => (answer.blobs.length > 0 ? withHeader(answer, {}, flipped(scene, answer.blobs)) : null),
  'an old answer again': (_, asked, __, old) => old.get(`${asked.header.t} ${JSON.stringify(asked.header['chain'])}`) ?? null,
  'payloads withheld': (_, asked, answer) =>
    asked.header.t === 'payloads' ? withHeader(answer, { states: (answer.header['states'] as string[]).map(() => 'elsewhere') }, []) : null,
  'payloads of another place': (_, asked, answer) =>
    asked.header.t === 'payloads' && answer.blobs.length > 1 ? withHeader(answer, {}, answer.blobs.toReversed()) : null,
  'payloads with another value': (_, asked, answer) =>
    asked.header.t === 'payloads' && answer.blobs.length > 0
      ? withHeader(
          answer,
          {},
          answer.blobs.map(blob => utf8(Buffer.from(blob).toString().replace('text', 'tex7')))
        )
      : null,
  'payloads that are none': (_, asked, answer) =>
    asked.header.t === 'payloads'
      ? withHeader(
          answer,
          {},
          answer.blobs.map(() => utf8(canonical(['x'])))
        )
      : null,
  'lines cut off': (scene, asked, answer) =>
    asked.header.t === 'lines' && answer.blobs.length > 2 ? withHeader(answer, {}, answer.blobs.slice(0, 1 + scene.int(answer.blobs.length - 1))) : null,
  'lines without proof': (_, asked, answer) => (asked.header.t === 'lines' ? withHeader(answer, { proof: ['A'.repeat(43)] }) : null),
  'no lines': (_, asked, answer) => (asked.header.t === 'lines' ? withHeader(answer, { proof: [], size: 0 }, []) : null),
  'a root that is not': (_, asked, answer) => (asked.header.t === 'prove' ? withHeader(answer, { root: 'A'.repeat(43), proof: [] }) : null),
  'heads too high': (_, asked, answer) =>
    Array.isArray(answer.header['heads']) && asked.header.t === 'hello'
      ? withHeader(answer, { heads: (answer.header['heads'] as Json[][]).map(([chain, kind, size, ...more]) => [chain!, kind!, Number(size) + 3, ...more]) })
      : null,
  'heads too low': (_, asked, answer) =>
    Array.isArray(answer.header['heads']) && asked.header.t === 'hello' ? withHeader(answer, { heads: [], next: null }) : null,
  'another head': (scene, asked, answer) =>
    Array.isArray(answer.header['heads']) && asked.header.t === 'hello'
      ? withHeader(answer, {
          heads: (answer.header['heads'] as Json[][]).map(([chain, kind, size, , ...more]) => [
            chain!,
            kind!,
            size!,
            Buffer.from(scene.world.bytes(32)).toString('base64url'),
            ...more
          ])
        })
      : null,
  'notes withheld': (_, asked, answer) => (asked.header.t === 'notes' ? withHeader(answer, { next: null }, []) : null)
}

/** The liar's link: half of its answers are true. */
export function lyingLink(scene: Scene, desk: TestDesk): PeerLink {
  const link = desk.link!
  const old: Old = new Map()
  return {
    ...link,
    self: link.self,
    answer: (protocol, handler) =>
      link.answer(protocol, async (from, body) => {
        const bytes = await (handler as AnswerPeer)(from, body)
        const [asked, answer] = [readFrame(body), readFrame(bytes.slice())]
        if (protocol !== '/muniment/sync/1' || !asked || !answer) return bytes
        const told = scene.random() < HALF ? scene.pick(Object.entries(lies)) : undefined
        const lie = told?.[1](scene, asked, answer, old)
        old.set(`${asked.header.t} ${JSON.stringify(asked.header['chain'])}`, answer)
        if (!lie) return bytes
        scene.tell(`lie: ${told![0]}`)
        const { blobs: _, ...rest } = lie.header
        return writeFrame(rest as Frame['header'], lie.blobs)
      })
  }
}
