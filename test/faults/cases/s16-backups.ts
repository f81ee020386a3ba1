/**
 * S16: a backup is made while records go on being filed; the file is then damaged, cut, or whole. A whole one restores to exactly
 * one moment: all that was acknowledged before it was asked for, nothing torn, and verification finds nothing. A damaged one is
 * refused in plain words, and the folder can still become a desk.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openVaultKey } from '../../../src/main/keys/vault-key.ts'
import { verifyStore } from '../../../src/main/work/verify-store.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { fileOne, fileWithPhoto, makeImage, saveDraft, type Image } from '../desk-image.ts'
import { openTally, type Fault, type FaultRun, type Outcome } from '../fault.ts'
import { quietly } from '../quietly.ts'
import { openWorkDesk, PERSON, signedIn, type WorkDesk } from '../work-desk.ts'

/** Backups made while something is filed, and damaged copies of one. */
const COUNTS = { gate: { made: 3, damaged: 5 }, nightly: { made: 60, damaged: 140 } } as const
const BACKUP_PASSPHRASE = 'violet orchard meridian'
const BRIDGE = 30_000

const titlesOf = async (desk: WorkDesk): Promise<string[]> =>
  (await desk.call('listRecords', { limit: 200, sort: 'ref', descending: false })).rows.map(row => `${row.ref} ${row.title}`)

async function backupOf(desk: WorkDesk): Promise<Uint8Array> {
  const { download } = await desk.call('createBackup', { passphrase: BACKUP_PASSPHRASE })
  return (await desk.get(download!)).bytes
}

interface Made {
  readonly bytes: Uint8Array
  /** What the list said before it was asked for, and after it had come. */
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** Something goes on being filed until the backup is there. */
async function backupMeanwhile({ random }: FaultRun, desk: WorkDesk, n: number): Promise<Made> {
  const before = await titlesOf(desk)
  const coming = backupOf(desk)
  let there = false
  void coming.then(
    () => (there = true),
    () => (there = true)
  )
  for (let i = 0; !there || i < 2; i++) {
    const what = random.below(4)
    if (what === 0) await saveDraft(desk, `draft ${n}`, `<data>${n}.${i}</data>`)
    else if (what === 1) await fileWithPhoto(desk, `Bridge ${n}.${i}`, new Uint8Array(BRIDGE).fill(i))
    else await fileOne(desk, `Gate ${n}.${i}`)
    await new Promise(resolve => setImmediate(resolve))
  }
  return { bytes: await coming, before, after: await titlesOf(desk) }
}

/** What restoring answers in an empty folder; `look` at the desk that came of it. */
async function restored(
  under: string,
  bytes: Uint8Array,
  look: (desk: WorkDesk) => Promise<string | undefined>
): Promise<{ code: string; wrong: string | undefined }> {
  const folder = mkdtempSync(join(under, 'restored-'))
  const desk = await openWorkDesk(folder)
  try {
    const { sha256 } = await desk.desk.upload(desk.session, new Blob([Uint8Array.from(bytes)]).stream())
    try {
      await desk.call('restoreBackup', { sha256, passphrase: BACKUP_PASSPHRASE, person: PERSON })
    } catch (error) {
      const { state } = await desk.call('deskState', {})
      return { code: error instanceof OfficeError ? error.code : String(error), wrong: state === 'new' ? undefined : `the folder is ${state} after a refusal` }
    }
    await desk.call('signIn', { person: PERSON, passphrase: BACKUP_PASSPHRASE })
    const wrong = await look(desk)
    await desk.close()
    return { code: 'restored', wrong: wrong ?? (await findings(folder)) }
  } finally {
    await desk.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function findings(folder: string): Promise<string | undefined> {
  const vaultKey = await openVaultKey(folder, PERSON, BACKUP_PASSPHRASE, Date.now)
  const { findings: found } = await verifyStore(
    { folder, vaultKey, workers: 0, index: true, live: false, now: Date.now() },
    () => {},
    new AbortController().signal
  )
  return found[0] && `verification finds ${found[0].code}: ${found[0].detail}`
}

/** One moment: a beginning of what came after, and all of what was before. */
async function judgeMade(run: FaultRun, { bytes, before, after }: Made): Promise<string | undefined> {
  const { code, wrong } = await restored(run.folder, bytes, async desk => {
    const held = await titlesOf(desk)
    if (held.length < before.length) return `${before.length} records were acknowledged before, ${held.length} are in the backup`
    const other = held.find((title, i) => title !== after[i])
    if (other !== undefined) return `the backup holds ${other}, which the desk lists otherwise`
    const signed = await fileOne(desk, 'Never').then(
      () => true,
      () => false
    )
    return signed ? 'a restored desk signs' : undefined
  })
  return code === 'restored' ? wrong : `it can not be restored: ${code}`
}

function drawDamage({ random }: FaultRun, whole: Uint8Array): { name: string; bytes: Uint8Array } {
  const bytes = Uint8Array.from(whole)
  const at = random.below(bytes.length)
  if (random.chance(0.25)) return { name: `cut to ${at} bytes`, bytes: bytes.subarray(0, at) }
  if (random.chance(0.1)) return { name: `with ${at % 99} bytes more`, bytes: Buffer.concat([bytes, Buffer.alloc(1 + (at % 99), 1)]) }
  if (random.chance(0.2)) {
    bytes.fill(0, at, at + 512)
    return { name: `zeros from ${at}`, bytes }
  }
  const place = random.chance(0.4) ? at % 400 : at
  const bit = random.below(8)
  bytes[place] = bytes[place]! ^ (1 << bit)
  return { name: `bit ${bit} of byte ${place}`, bytes }
}

async function judgeDamaged(run: FaultRun, bytes: Uint8Array): Promise<string | undefined> {
  const { code, wrong } = await restored(run.folder, bytes, () => Promise.resolve('it was restored all the same'))
  if (wrong !== undefined) return wrong
  return ['not-a-backup', 'backup-damaged', 'backup-locked'].includes(code) ? undefined : `it is refused with ${code}`
}

async function withDesk<T>(run: FaultRun, work: (desk: WorkDesk, image: Image) => Promise<T>): Promise<T> {
  const image = await makeImage(run.folder)
  const desk = await signedIn(image.folder)
  try {
    return await work(desk, image)
  } finally {
    await desk.close()
    image.remove()
  }
}

async function run(run: FaultRun): Promise<Outcome> {
  const tally = openTally(run)
  const { made, damaged } = COUNTS[run.counts]
  await withDesk(run, async desk => {
    let planned = 0
    for (let n = 0; n < made; n++)
      if (run.takes(planned++))
        tally.played(`backup ${n} while records are filed`, await quietly(async () => judgeMade(run, await backupMeanwhile(run, desk, n))))
    const whole = await backupOf(desk)
    for (let n = 0; n < damaged; n++) {
      const { name, bytes } = drawDamage(run, whole)
      if (run.takes(planned++)) tally.played(`backup ${name}`, await quietly(() => judgeDamaged(run, bytes)))
    }
  })
  return tally.outcome()
}

/** A whole backup of another moment in place of the one that was asked for: the judge must miss records. */
const control = (run: FaultRun): Promise<'caught' | 'missed'> =>
  withDesk(run, async desk => {
    const early = await backupOf(desk)
    await fileOne(desk, 'After the backup')
    const after = await titlesOf(desk)
    return (await judgeMade(run, { bytes: early, before: after, after })) === undefined ? 'missed' : 'caught'
  })

export const backups: Fault = { id: 'S16', title: 'a backup while records are filed; a damaged backup', run, control }
