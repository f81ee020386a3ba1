/** What peers send and what files carry: sync frames, what is asked in them, frames of the stream, bundles. */
import { concat, textOf, utf8 } from '../../../src/shared/bytes.ts'
import type { Random } from '../../../src/main/cli/demo/random.ts'
import { MAGIC } from '../../../src/main/ledger/bundle.ts'
import { framesOf } from '../../../src/main/ledger/read-bundle.ts'
import { FrameError, FrameReader, frameOf, stamp } from '../../../src/main/sync/libp2p/frame.ts'
import { requireCount, requireFrame, requireHash, requireHashes, requireKey, requireList, requirePlace } from '../../../src/main/sync/questions.ts'
import { verifyBundle } from '../../../src/main/work/verify-bundle.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { readFrame, writeFrame, type Frame, type Header } from '../../../src/shared/sync/messages.ts'
import { headJson, readHeads } from '../../../src/shared/sync/plan.ts'
import { hashOf, keyOf } from '../../kit/people.ts'
import { mutateBytes } from '../mutate-bytes.ts'
import { mutateJsonText } from '../mutate-json.ts'
import type { Target } from '../target.ts'
import { checkpointNote, deskLines, receiptText, registryLines } from './seeds.ts'

const chain = keyOf('fuzz desk').key
const hash = hashOf('fuzz')
const questions: readonly (readonly [Header, readonly Uint8Array[]])[] = [
  [
    {
      t: 'hello',
      v: 1,
      kinds: ['record'],
      net: hash,
      time: 1,
      addresses: ['/ip4/127.0.0.1/tcp/1'],
      heads: [headJson({ chain, kind: 'desk', size: 3, head: hash, vouching: hash })],
      next: null,
      peers: [[chain, []]]
    },
    []
  ],
  [{ t: 'lines', chain, from: 0, most: 10, room: 65_536 }, []],
  [{ t: 'lines', size: 3, proof: [hash, hash] }, [checkpointNote, ...deskLines.slice(0, 2)]],
  [
    {
      t: 'payloads',
      chain,
      want: [
        [1, 0],
        [2, 3]
      ],
      room: 65_536
    },
    []
  ],
  [{ t: 'pieces', chain, place: [1, 0], sha256: hash, from: 0, leaves: true, room: 65_536 }, []],
  [{ t: 'notes', next: null }, [checkpointNote, receiptText]],
  [{ t: 'seen', want: [hash] }, []]
]
const frames = questions.map(([header, blobs]) => writeFrame(header, blobs))

/** The header by its structure, in a frame that is otherwise whole; or any byte. */
function mutateFrame(seed: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  const length = new DataView(seed.buffer, seed.byteOffset).getUint32(0)
  const text = random.chance(0.7) ? textOf(seed.subarray(4, 4 + length)) : undefined
  if (text === undefined) return mutateBytes(seed, others, random)
  const head = utf8(mutateJsonText(text, random))
  return concat(Uint8Array.of(head.length >>> 24, (head.length >>> 16) & 255, (head.length >>> 8) & 255, head.length & 255), head, seed.subarray(4 + length))
}

const writtenAgain = ({ header, blobs }: Frame): Uint8Array => writeFrame(header, blobs)

function decodeFrame(input: Uint8Array): Uint8Array | undefined {
  const frame = readFrame(input)
  return frame && writtenAgain(frame)
}

/** Everything that is ever asked of a header; each answers or says that it is malformed. */
function decodeQuestion(input: Uint8Array): Uint8Array | undefined {
  const frame = requireFrame(input)
  const attempts: (() => unknown)[] = [
    () => requireKey(frame, 'chain'),
    () => requireHash(frame, 'sha256'),
    () => ['from', 'most', 'room', 'size'].map(field => requireCount(frame, field)),
    () => requireHashes(frame, 'proof'),
    () => requireList(frame, 'want', 1_000).map(requirePlace),
    () => requirePlace(frame.header['place']),
    () => readHeads(frame.header['heads'])
  ]
  for (const attempt of attempts)
    try {
      attempt()
    } catch (error) {
      if (!(error instanceof OfficeError)) throw error
    }
  return writtenAgain(frame)
}

const streamSeeds = [concat(...frames.slice(1, 4).map((frame, i) => stamp(frameOf(frame), i + 1, 1))), stamp(frameOf(new Uint8Array(0)), 0, 5)]

/** Frames that came whole, in pieces of any size; what is left over may be the beginning of another. */
function decodeStream(input: Uint8Array): Uint8Array | undefined {
  const out: Uint8Array[] = []
  const reader = new FrameReader(
    () => 1 << 20,
    ({ id, kind, body }) => void out.push(stamp(frameOf(body), id, kind))
  )
  try {
    for (let at = 0; at < input.length; at += 97) reader.push(input.subarray(at, at + 97))
  } catch (error) {
    if (error instanceof FrameError) return undefined
    throw error
  }
  const whole = concat(...out)
  return concat(whole, input.subarray(whole.length))
}

const counted = (frame: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(frame.length >>> 24, (frame.length >>> 16) & 255, (frame.length >>> 8) & 255, frame.length & 255), frame)
const bundleSeed = concat(
  utf8(MAGIC),
  ...[
    writeFrame({ t: 'bundle', v: 1, net: hash, from: chain, office: null, time: '2026-11-22T08:00:00.000Z' }),
    writeFrame({ t: 'lines', chain: 'WjH3AXHdNI33MKYfmomxx5TTnzxXdG-Ge1auDZBodzc', kind: 'registry', size: 3, proof: [] }, [
      checkpointNote,
      ...registryLines.slice(0, 2)
    ]),
    writeFrame({ t: 'notes' }, [checkpointNote, receiptText]),
    writeFrame({ t: 'end', frames: 3 })
  ].map(counted)
)

async function decodeBundle(input: Uint8Array): Promise<Uint8Array | undefined> {
  const out: Uint8Array[] = [utf8(MAGIC)]
  for await (const frame of framesOf([input.subarray(0, 1_000), input.subarray(1_000)])) if (frame) out.push(counted(writtenAgain(frame)))
  const whole = concat(...out)
  return concat(whole, input.subarray(whole.length)) // cut off, it gives what came before
}

async function* asFile(input: Uint8Array): AsyncGenerator<Uint8Array> {
  yield input
}

/** The verdict on a hostile bundle: there is one, or it is none of our files. */
async function decodeVerdict(input: Uint8Array): Promise<Uint8Array | undefined> {
  const verdict = await verifyBundle(() => asFile(input))
  return verdict.verdict === 'sound' || verdict.findings.length > 0 ? input : undefined
}

export function wireTargets(): Target[] {
  return [
    { name: 'frame', share: 5, bound: 30, seeds: frames, mutate: mutateFrame, decode: decodeFrame },
    { name: 'question', share: 3, bound: 30, seeds: frames, mutate: mutateFrame, decode: decodeQuestion },
    { name: 'stream', share: 3, bound: 30, seeds: streamSeeds, mutate: mutateBytes, decode: decodeStream },
    { name: 'bundle', share: 1, bound: 30, seeds: [bundleSeed], mutate: mutateBytes, decode: decodeBundle },
    { name: 'bundle-verdict', share: 0.1, bound: 100, seeds: [bundleSeed], mutate: mutateBytes, decode: decodeVerdict }
  ]
}
