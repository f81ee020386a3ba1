/** Bundles out and in: the ledger in files, for other offices. */
import type { Checked, Output } from '../../../shared/contract.ts'
import type { Bytes } from '../../../shared/bytes.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { isUuid7, type OfficeId } from '../../../shared/names.ts'
import { holds } from '../../../shared/record/registry-facts.ts'
import { rememberStick } from '../../ledger/address-book.ts'
import { readAll, stagedSource } from '../../ledger/attachments.ts'
import { bundlePieces, recipients } from '../../ledger/bundle.ts'
import { signCheckpoint } from '../../ledger/checkpoint.ts'
import { knownNothing, knownOf, type KnownOf } from '../../ledger/known-of.ts'
import { payloadsCame } from '../../ledger/project-again.ts'
import { importBundle as takeBundle, type TakenBundle } from '../../ledger/read-bundle.ts'
import { vouchFor } from '../../ledger/vouch.ts'
import { ownChain, requireAuthor, requireRunning, type Context, type Running } from '../context.ts'
import { freshIndex } from '../fresh-index.ts'
import type { LiveSession } from '../sessions.ts'

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

interface Chosen {
  readonly office: OfficeId | null
  readonly known: KnownOf
}

function chosen({ ledger, projection }: Running, { office: name, whole }: Checked<'planBundle'>): Chosen {
  if (name === undefined) return { office: null, known: knownNothing }
  const { registry } = ledger
  const office = [...registry.offices.values()].find(item => holds(item, registry.size) && projection.titles.office(item.office) === name)?.office
  if (office === undefined) throw new OfficeError('not-found', { what: 'office', id: name })
  return { office, known: whole ? knownNothing : knownOf(ledger, office) }
}

function planOf({ ledger, projection }: Running, { office, known }: Chosen): Output<'planBundle'> {
  const { registry } = ledger
  recipients(ledger, office) // throws where nobody could open it
  const desks = [...registry.desks.values()].filter(desk => holds(desk, registry.size) && (office === null || desk.office === office))
  const held = [...ledger.chains.values()]
  const contents = held.flatMap(chain => known.missing(chain)).reduce((sum, [from, to]) => sum + to - from, 0)
  return {
    office: office && projection.titles.office(office),
    desks: desks.map(({ chain }) => projection.titles.desk(chain)),
    lines: held.reduce((sum, chain) => sum + chain.state.size - known.from(chain), 0),
    all: held.reduce((sum, { state }) => sum + state.size, 0),
    contents,
    said: known.said === null ? null : new Date(known.said).toISOString()
  }
}

export function planBundle(context: Context, input: Checked<'planBundle'>): Output<'planBundle'> {
  const running = requireRunning(context)
  return planOf(running, chosen(running, input))
}

export function exportBundle(context: Context, input: Checked<'exportBundle'>, session: LiveSession): Output<'exportBundle'> {
  const running = requireRunning(context)
  const { ledger } = running
  const wish = chosen(running, input)
  const plan = planOf(running, wish)
  // what can not be signed is told here, not in the middle of a file
  for (const own of [ledger.own, ledger.ownRegistry])
    if (own && own.trouble === null && !ledger.store.readonly && own.state.size > 0) signCheckpoint(ledger, own)
  const name = `muniment-${input.office ?? 'all'}-${day(context.options.now())}.bundle`.replace(/[^\p{L}\p{N}.-]+/gu, '-')
  const stream = bundlePieces(ledger, wish.office, { lines: 0, payloads: 0 }, wish.known)
  return { ...plan, download: context.tickets.put(session, { stream, type: 'application/octet-stream', name }), name }
}

interface HandedIn {
  readonly pieces: Bytes | AsyncIterable<Bytes>
  readonly done: () => void
}

/** A file of any length that was uploaded, else one that was staged. */
function handedIn(context: Context, { ledger }: Running, session: LiveSession, sha256: string): HandedIn {
  const upload = context.uploads.of(session.id, sha256)
  if (upload) return { pieces: upload.pieces(), done: () => context.uploads.drop(session.id, sha256) }
  const source = session.signer && stagedSource(ledger, requireAuthor(session).person, sha256)
  if (!source) throw new OfficeError('not-found', { what: 'file', id: sha256.slice(0, 8) })
  return { pieces: readAll(source), done: () => source.drop?.() }
}

export async function importBundle(context: Context, input: Checked<'importBundle'>, session: LiveSession): Promise<Output<'importBundle'>> {
  const running = requireRunning(context)
  const { ledger } = running
  const admitted = ledger.registry.desks.has(ownChain(running))
  if (admitted && session.rank === 'person') throw new OfficeError('not-allowed', { role: session.rank, wanted: 'viewer' })
  const file = handedIn(context, running, session, input.sha256)
  const taken = await takeBundle(ledger, running.keys.sealSecret, file.pieces)
  if (ledger.replaced) {
    await context.moveOn() // it brought another registry: what else is in it is judged under that
    const rest = await importBundle(context, input, session)
    return { ...rest, lines: rest.lines + taken.lines }
  }
  file.done()
  running.settle()
  payloadsCame(running.projection)
  freshIndex(running)
  const vouched = vouchFor(ledger, taken.chains, running.network?.clockDisputed() ?? false)
  for (const text of vouched) running.network?.give(text)
  if (taken.from !== null && taken.from !== ownChain(running)) rememberStick(ledger, taken.from, context.options.now())
  running.network?.announce()
  for (const kind of ['headMoved', 'formsChanged', 'peersChanged', 'joinChanged'] as const) context.news.tell(kind)
  return takenView(running, taken, vouched.length)
}

function takenView({ ledger, projection: { titles } }: Running, taken: TakenBundle, vouched: number): Output<'importBundle'> {
  const { from, office, time, lines, payloads, files, statements, already, refused } = taken
  const desk = from === null ? undefined : ledger.registry.desks.get(from)
  return {
    desk: desk ? titles.desk(desk.chain) : null,
    office: desk ? titles.office(desk.office) : null,
    for: office !== null && isUuid7(office) ? titles.office(office as string as OfficeId) : null,
    time,
    lines,
    payloads,
    files,
    statements,
    already,
    refused,
    vouched
  }
}
