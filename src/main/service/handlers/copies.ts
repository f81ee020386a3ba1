/** Copies of the ledger in files: backup and restore, bundles out and in. */
import { join } from 'node:path'
import type { Checked, Output } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { rootOf } from '../../../shared/ledger/chain.ts'
import type { OfficeId } from '../../../shared/names.ts'
import { holds } from '../../../shared/record/registry.ts'
import { guardKeyOf } from '../../keys/cipher.ts'
import { recordedPlace } from '../../keys/keyring.ts'
import { createMark, MARK_FILE } from '../../keys/mark.ts'
import { restoreKeyring } from '../../keys/people.ts'
import { native } from '../../keys/native.ts'
import { requireStrong } from '../../keys/secrets.ts'
import { makeBackup, openBackup, type OpenedBackup } from '../../ledger/backup.ts'
import { exportBundle as makeBundle } from '../../ledger/bundle.ts'
import { importBundle as takeBundle } from '../../ledger/read-bundle.ts'
import { payloadsCame } from '../../ledger/project.ts'
import { readAll, stagedSource, dropStaged } from '../../ledger/attachments.ts'
import { countRecords } from '../../store/index/records.ts'
import { readyLedger } from '../../store/place-ledger.ts'
import { peekMeta, putMeta } from '../../store/meta.ts'
import { requireSpace } from '../../store/reserve.ts'
import { transact } from '../../store/transact.ts'
import { requireAuthor, requireRunning, type Context } from '../context.ts'
import { dropUpload, uploaded } from '../files.ts'
import { freshIndex, wholeIndex } from '../fresh-index.ts'
import type { LiveSession } from '../sessions.ts'
import { orUndone } from './first-run.ts'
import { ABOUT, RESTORED, type About } from './desk.ts'

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

export async function createBackup(context: Context, { passphrase }: Checked<'createBackup'>, session: LiveSession): Promise<Output<'createBackup'>> {
  const running = requireRunning(context)
  const { ledger } = running
  requireStrong(passphrase)
  await wholeIndex(running)
  const held = [...ledger.chains.values()].filter(chain => chain.state.size > 0)
  const roots = held.map(({ state }) => ({ chain: state.chain, root: rootOf(native, state), size: state.size }))
  const records = countRecords(running.index)
  const bytes = await makeBackup(ledger, running.keys.vaultKey, peekMeta(ledger.store.ledger, ABOUT) ?? '{}', roots, records, passphrase)
  const name = `muniment-backup-${day(context.options.now())}.age`
  requireAuthor(session) // signed out meanwhile: nobody is there to take it
  return {
    download: context.tickets.put(session, { bytes, type: 'application/octet-stream', name }),
    name,
    size: bytes.length,
    lines: roots.reduce((sum, { size }) => sum + size, 0),
    records
  }
}

/** Into an empty folder: a new desk key, the old vault. What is restored signs nothing until it is admitted. */
export function restoreBackup(context: Context, input: Checked<'restoreBackup'>, session: LiveSession): Promise<Output<'restoreBackup'>> {
  if (context.ring) throw new OfficeError('desk-exists', { folder: context.options.folder })
  const bytes = uploaded(session, input.sha256)
  if (!bytes) throw new OfficeError('not-found', { what: 'file', id: input.sha256.slice(0, 8) })
  return orUndone(context, async () => {
    const opened = await openBackup(bytes, input.passphrase)
    requireSpace(context.options.folder, opened.ledger.length)
    dropUpload(session, input.sha256)
    return restore(context, input, opened)
  })
}

/** The ledger is made ready beside its place and put there whole, last: before that the folder holds no desk. */
async function restore(context: Context, input: Checked<'restoreBackup'>, { manifest, vaultKey, ledger }: OpenedBackup): Promise<Output<'restoreBackup'>> {
  const { folder, scryptLog2, now } = context.options
  const about = JSON.parse(manifest.about) as About
  const guard = guardKeyOf(vaultKey)
  const ready = readyLedger(folder, ledger, store =>
    transact(store.ledger, () => {
      putMeta(store.ledger, guard, RESTORED, JSON.stringify({ desk: manifest.desk, time: manifest.time }))
      putMeta(store.ledger, guard, ABOUT, JSON.stringify({ ...about, officeId: null, desk: `${about.desk} (restored)`, number: 0 } satisfies About))
    })
  )
  try {
    const ring = await restoreKeyring(folder, { name: input.person, passphrase: input.passphrase, log2N: scryptLog2 }, vaultKey, now)
    createMark(join(folder, MARK_FILE), {
      ...recordedPlace(ring),
      net: manifest.net,
      chain: ring.file.chain,
      size: 0,
      root: null,
      frontier: [],
      head: null
    }).close()
    ready.put()
  } finally {
    vaultKey.fill(0)
    ready.end()
  }
  context.adopt()
  context.news.tell('deskChanged')
  return { lines: manifest.chains.reduce((sum, { size }) => sum + size, 0), records: manifest.records, network: about.network }
}

export async function exportBundle(context: Context, input: Checked<'exportBundle'>, session: LiveSession): Promise<Output<'exportBundle'>> {
  const running = requireRunning(context)
  const { registry } = running.ledger
  const office =
    input.office === undefined
      ? undefined
      : [...registry.offices.values()].find(item => holds(item, registry.size) && running.projection.titles.office(item.office) === input.office)
  if (input.office !== undefined && !office) throw new OfficeError('not-found', { what: 'office', id: input.office })
  const { bytes, lines, payloads } = await makeBundle(running.ledger, office ? (office.office as OfficeId) : null)
  const name = `muniment-${input.office ?? 'all'}-${day(context.options.now())}.bundle`.replace(/[^\w.-]+/g, '-')
  return { download: context.tickets.put(session, { bytes, type: 'application/octet-stream', name }), name, size: bytes.length, lines, payloads }
}

export async function importBundle(context: Context, input: Checked<'importBundle'>, session: LiveSession): Promise<Output<'importBundle'>> {
  const running = requireRunning(context)
  const author = requireAuthor(session)
  const source = stagedSource(running.ledger, author.person, input.sha256)
  if (!source) throw new OfficeError('not-found', { what: 'file', id: input.sha256.slice(0, 8) })
  const taken = await takeBundle(running.ledger, running.keys.sealSecret, readAll(source))
  dropStaged(running.ledger, author.person, input.sha256)
  running.registryGrew()
  payloadsCame(running.projection)
  freshIndex(running)
  running.network?.announce()
  context.news.tell('headMoved')
  context.news.tell('formsChanged')
  return taken
}
