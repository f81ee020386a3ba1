/** Copies of the ledger in files: backup and restore, bundles out and in. */
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Checked, Output } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { rootOf } from '../../../shared/ledger/chain.ts'
import type { OfficeId } from '../../../shared/names.ts'
import { holds } from '../../../shared/record/registry.ts'
import { guardKeyOf } from '../../keys/cipher.ts'
import { restoreKeyring } from '../../keys/people.ts'
import { native } from '../../keys/native.ts'
import { makeBackup, openBackup } from '../../ledger/backup.ts'
const makeBundle = (..._: unknown[]): Promise<{ bytes: Uint8Array; lines: number; payloads: number }> => Promise.reject(new Error('later'))
const takeBundle = (..._: unknown[]): Promise<Output<'importBundle'>> => Promise.reject(new Error('later'))
import { readAll, stagedSource, dropStaged } from '../../ledger/attachments.ts'
import { readTitles } from '../../ledger/titles.ts'
import { countRecords } from '../../store/index/records.ts'
import { LEDGER_FILE, openStore } from '../../store/open.ts'
import { peekMeta, putMeta } from '../../store/meta.ts'
import { requireAuthor, requireRunning, type Context } from '../context.ts'
import { takeUpload } from '../files.ts'
import { freshIndex } from '../fresh-index.ts'
import type { LiveSession } from '../sessions.ts'
import { ABOUT, RESTORED, type About } from './desk.ts'

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

export async function createBackup(context: Context, { passphrase }: Checked<'createBackup'>, session: LiveSession): Promise<Output<'createBackup'>> {
  const running = requireRunning(context)
  const { ledger } = running
  if (passphrase.length < 8) throw new OfficeError('weak-passphrase', { wanted: 8, got: passphrase.length })
  const held = [...ledger.chains.values()].filter(chain => chain.state.size > 0)
  const roots = held.map(({ state }) => ({ chain: state.chain, root: rootOf(native, state), size: state.size }))
  const bytes = await makeBackup(ledger, running.keys.vaultKey, peekMeta(ledger.store.ledger, ABOUT) ?? '{}', roots, passphrase)
  const name = `muniment-backup-${day(context.options.now())}.age`
  freshIndex(running)
  return { download: context.tickets.put(session, { bytes, type: 'application/octet-stream', name }), name, size: bytes.length, lines: roots.reduce((sum, { size }) => sum + size, 0), records: countRecords(running.index) }
}

/** Into an empty folder: a new desk key, the old vault. What is restored signs nothing until it is admitted. */
export async function restoreBackup(context: Context, input: Checked<'restoreBackup'>, session: LiveSession): Promise<Output<'restoreBackup'>> {
  const { folder, scryptLog2, now } = context.options
  if (context.ring) throw new OfficeError('desk-exists', { folder })
  const bytes = takeUpload(session, input.sha256)
  if (!bytes) throw new OfficeError('not-found', { what: 'file', id: input.sha256.slice(0, 8) })
  const { manifest, vaultKey, ledger } = await openBackup(bytes, input.passphrase)
  const about = JSON.parse(manifest.about) as About
  await restoreKeyring(folder, { name: input.person, passphrase: input.passphrase, log2N: scryptLog2 }, vaultKey, now)
  const path = join(folder, LEDGER_FILE)
  writeFileSync(`${path}.restoring`, ledger, { mode: 0o600 })
  renameSync(`${path}.restoring`, path)
  const store = openStore(folder)
  try {
    const guard = guardKeyOf(vaultKey)
    putMeta(store.ledger, guard, RESTORED, JSON.stringify({ desk: manifest.desk, time: manifest.time }))
    putMeta(store.ledger, guard, ABOUT, JSON.stringify({ ...about, officeId: null, desk: `${about.desk} (restored)`, number: 0 } satisfies About))
  } finally {
    store.close()
  }
  vaultKey.fill(0)
  context.adopt()
  context.news.tell('deskChanged')
  return { lines: manifest.chains.reduce((sum, { size }) => sum + size, 0), records: manifest.chains.length, network: about.network }
}

export async function exportBundle(context: Context, input: Checked<'exportBundle'>, session: LiveSession): Promise<Output<'exportBundle'>> {
  const running = requireRunning(context)
  const { registry } = running.ledger
  const office = input.office === undefined ? undefined : [...registry.offices.values()].find(item => holds(item, registry.size) && running.projection.titles.office(item.office) === input.office)
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
  running.projection.titles = readTitles(running.ledger)
  freshIndex(running)
  context.news.tell('headMoved')
  context.news.tell('formsChanged')
  return taken
}
