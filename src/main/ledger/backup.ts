/**
 * A backup: the ledger file as it stood at one moment (lines, ciphertexts, seeds), and the vault key that opens it, sealed
 * with a passphrase (age). Never the index, and never a desk key: what is restored reads, searches, verifies and exports,
 * but signs nothing until it is admitted with a key of its own. The manifest is signed by the desk that made it.
 *
 * age( "muniment-backup/v1\n" ‖ manifest line ‖ "\n" ‖ 32 bytes of vault key ‖ ledger.db )
 */
import { Decrypter, Encrypter } from 'age-encryption'
import { concat, fromBase64url, textOf, toBase64url, utf8 } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { canonical, parseCanonical, type Json } from '../../shared/ledger/jcs.ts'
import { isHash, isKey, type Key, type NetworkId } from '../../shared/names.ts'
import { native, verify } from '../keys/native.ts'
import type { Ledger } from './ledger.ts'

const MAGIC = 'muniment-backup/v1\n'
const DOMAIN = utf8('muniment/backup/v1\n')

export interface Manifest {
  readonly about: string
  readonly chains: readonly { readonly chain: Key; readonly root: string; readonly size: number }[]
  readonly desk: Key
  readonly ledger: string
  readonly net: NetworkId
  readonly records: number
  readonly registry: Key
  readonly time: string
  readonly v: 1
}

/** scrypt work factor of age, as a power of two. */
const AGE_LOG2 = 16

/** `about`: what the desk showed of itself. `roots`: of each chain at its size. `records`: how many it lists. */
export async function makeBackup(
  ledger: Ledger,
  vaultKey: Uint8Array,
  about: string,
  roots: Manifest['chains'],
  records: number,
  passphrase: string
): Promise<Uint8Array> {
  const file = new Uint8Array(ledger.store.ledger.serialize())
  const manifest: Manifest = {
    about,
    chains: roots,
    desk: ledger.own.state.chain,
    ledger: toBase64url(native.sha256(file)),
    net: ledger.net,
    records,
    registry: ledger.registry.chain,
    time: new Date(ledger.clock.now()).toISOString(),
    v: 1
  }
  const body = canonical(manifest as unknown as Json)
  const line = `{"manifest":${body},"sig":"${toBase64url(ledger.own.signer.sign(concat(DOMAIN, utf8(body))))}"}`
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase.normalize('NFC'))
  encrypter.setScryptWorkFactor(AGE_LOG2)
  return encrypter.encrypt(concat(utf8(`${MAGIC}${line}\n`), vaultKey, file))
}

export interface OpenedBackup {
  readonly manifest: Manifest
  readonly vaultKey: Uint8Array
  readonly ledger: Uint8Array
}

const isManifest = ({ v, desk, net, registry, records, about, chains }: Manifest): boolean =>
  v === 1 && isKey(desk) && isHash(net) && isKey(registry) && Number.isSafeInteger(records) && typeof about === 'string' && Array.isArray(chains)

const refuse = (detail: string): OfficeError => new OfficeError('not-a-backup', { file: 'the file', detail })

/** Opens and checks a backup; throws not-a-backup. Nothing of it is trusted before its manifest and hash are right. */
export async function openBackup(bytes: Uint8Array, passphrase: string): Promise<OpenedBackup> {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase.normalize('NFC'))
  let inner: Uint8Array
  try {
    inner = await decrypter.decrypt(bytes)
  } catch (error) {
    throw new OfficeError('not-a-backup', { file: 'the file', detail: 'the passphrase does not open it, or it was changed' }, { cause: error })
  }
  const magic = utf8(MAGIC)
  if (!magic.every((byte, i) => inner[i] === byte)) throw refuse('it holds something else')
  const end = inner.indexOf(10, magic.length)
  const line = end < 0 ? undefined : textOf(inner.subarray(magic.length, end))
  if (line === undefined || !line.startsWith('{"manifest":') || inner.length < end + 33) throw refuse('it is cut off')
  const body = line.slice('{"manifest":'.length, -96)
  const sig = fromBase64url(line.slice(-88, -2))
  const manifest = parseCanonical(body) as unknown as Manifest | undefined
  if (!manifest || !isManifest(manifest)) throw refuse('its manifest can not be read')
  if (!sig || !verify(fromBase64url(manifest.desk)!, concat(DOMAIN, utf8(body)), sig)) throw refuse('its manifest is not signed by the desk it names')
  const vaultKey = inner.slice(end + 1, end + 33)
  const ledger = inner.slice(end + 33)
  if (toBase64url(native.sha256(ledger)) !== manifest.ledger) throw refuse('its ledger is not the one in the manifest')
  return { manifest, vaultKey, ledger }
}
