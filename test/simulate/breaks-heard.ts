/** For each invariant that is heard where it happens: what happens then. */
import { utf8 } from '../../src/shared/bytes.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import { writeFrame } from '../../src/shared/sync/messages.ts'
import type { Json } from '../../src/shared/ledger/jcs.ts'
import { handLines } from '../../src/main/ledger/hand-over.ts'
import { put, type Picture } from './broken-picture.ts'
import { attempt } from './file-steps.ts'
import { watch, watchedLink, watchQuestion } from './wire-watch.ts'

type Happening = (picture: Picture) => void | Promise<void>
const NOBODY = 'A'.repeat(43)

/** Signed by South's key, which is overheard. */
const says =
  (...texts: readonly ((picture: Picture) => string)[]): Happening =>
  picture =>
    texts.forEach(text => picture.south.desk.keys.desk.sign(utf8(text(picture))))

const line = (time: string) => (): string => `muniment/block/v1\n${JSON.stringify({ chain: NOBODY, height: 1, time })}`
const checkpoint = (root: string) => (): string => `muniment/${NOBODY}/${NOBODY}\n4\n${root}\n`
const cosigned =
  (root: string) =>
  ({ north }: Picture): string =>
    `cosignature/v1\ntime 1\nmuniment/${NOBODY}/${north.desk.chain}\n1\n${root}\n`
const receipt =
  (fields: Readonly<Record<string, Json>>) =>
  ({ south, north }: Picture): string =>
    `muniment/receipt/v1\n${JSON.stringify({ chain: north.desk.chain, desk: south.desk.chain, ranges: [], except: [], seq: 9e15, size: 1, ...fields })}`

type Asked = Readonly<Record<string, Json>> & { readonly t: string }
const answered =
  (question: (picture: Picture) => Asked, answer: (picture: Picture) => Uint8Array, isSync = true, from = (p: Picture) => p.north.desk.chain): Happening =>
  picture =>
    watch(picture.scene, picture.south, isSync, from(picture), writeFrame(question(picture)), answer(picture))

const askNorthLines = ({ north }: Picture): Asked => ({ t: 'lines', chain: north.desk.chain, from: 0 })
const nothing = (): Uint8Array => writeFrame({ t: 'lines' })

export const happenings: Readonly<Record<string, Happening>> = {
  'one-line-per-height': says(line('one'), line('other')),
  'one-root-per-size': says(checkpoint('one'), checkpoint('other')),
  'one-cosignature-per-size': says(cosigned('one'), cosigned('other')),
  'one-receipt-per-number': says(receipt({ size: 1 }), receipt({ size: 2 })),
  'receipt-numbers-rise': says(receipt({ seq: 9e15 }), receipt({ seq: 8e15 })),
  'receipts-say-what-is-held': says(receipt({ size: 99 })),
  'cosignatures-follow-lines': ({ scene, south, north }) => scene.world.said.onCosignature(south.desk.chain, north.desk.chain, 99, ''),
  'what-is-forked-is-not-witnessed': ({ scene, south, forker }) => scene.world.said.onCosignature(south.desk.chain, forker.chain, 0, ''),
  'handlers-never-fail': async ({ scene, south, north }) => {
    const undo = watchedLink(scene, south).answer('/muniment/sync/1', () => Promise.reject(new TypeError('a slip')))
    const asked = north.desk.link!.request(south.desk.chain, '/muniment/sync/1', writeFrame({ t: 'hello' }), new AbortController().signal)
    await Promise.all([asked.catch(() => undefined), scene.world.network.settle()])
    undo()
  },
  'answers-are-bounded': answered(askNorthLines, () => new Uint8Array(2_000_000)),
  'answers-are-frames': answered(askNorthLines, () => utf8('no frame')),
  'strangers-get-nothing': answered(askNorthLines, nothing, true, () => NOBODY as never),
  'the-door-gives-the-registry-only': answered(askNorthLines, () => writeFrame({ t: 'lines' }, [utf8('a line')]), false),
  'nothing-leaves-before-the-mark': picture => {
    const { south } = picture
    const undo = put(south.desk.mark, { value: { ...south.desk.mark.value, size: 0 } })
    const { lines, note } = handLines(south.desk.ledger, south.desk.chain, 0, { lines: 9, bytes: 99_999 })!
    void answered(
      ({ south: { desk } }) => ({ t: 'lines', chain: desk.chain, from: 0 }),
      () => writeFrame({ t: 'lines' }, [note, ...lines])
    )(picture)
    undo()
  },
  'lines-leave-as-they-were-signed': answered(askNorthLines, () => writeFrame({ t: 'lines' }, [utf8('a note'), utf8('another line')])),
  'payloads-go-to-their-audience-only': picture => {
    picture.scene.filed.push({ ...picture.filed, audience: [NOBODY as never] })
    const { height, index } = picture.filed
    void answered(
      ({ north }) => ({ t: 'payloads', chain: north.desk.chain, want: [[height, index]] }),
      () => writeFrame({ t: 'payloads', states: ['here'] }, [utf8('content')])
    )(picture)
    picture.scene.filed.pop()
  },
  'heads-are-what-is-held': answered(
    () => ({ t: 'hello' }),
    ({ north }) => writeFrame({ t: 'hello', heads: [[north.desk.chain, 'desk', 99, NOBODY, NOBODY]] })
  ),
  'nothing-is-signed-in-trouble': ({ scene, south }) => {
    const undo = put(south.desk.ledger.own, { trouble: new OfficeError('not-admitted') as never })
    attempt(scene, south, () => 'it went')
    undo()
  },
  'who-may-file-can': ({ scene, south }) => {
    attempt(scene, south, () => {
      throw new OfficeError('not-admitted')
    })
  },
  'the-revoked-are-asked-for-nothing': ({ scene, south, west }) => watchQuestion(scene, south, west.desk.chain, '/muniment/sync/1', writeFrame({ t: 'hello' })),
  'the-desks-come-to-rest': async ({ scene, south }) => {
    const undo = put(south.desk, { exchange: { ...south.desk.exchange!, idle: () => false } })
    await scene.world.quiet().catch((error: unknown) => {
      scene.breaches.push({ invariant: 'the-desks-come-to-rest', chain: south.desk.chain, detail: String(error) })
    })
    undo()
  }
}
