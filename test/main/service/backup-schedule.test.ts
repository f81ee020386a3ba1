import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import type { Desk } from '../../../src/main/desk.ts'
import type { Output } from '../../../src/shared/contract.ts'
import { fileOne, foundOffice, openOffice, PASSPHRASE, turnableClock, type Seat } from '../../kit/office-desk.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

const SAFE = 'kept in the safe'
const DAY = 86_400_000
type View = Output<'backups'>

/** When nothing is under way any more. */
async function settled(seat: Seat, desk: Pick<Desk, 'listen'>): Promise<View> {
  for (;;) {
    const heard = Promise.withResolvers<void>()
    const undo = desk.listen(news => news.kind === 'jobChanged' && heard.resolve())
    const view = await seat.call('backups', {})
    if (view.job.state !== 'running') return (undo(), view)
    await heard.promise
    undo()
  }
}

it('backups are made by themselves, missed ones are made up, the last n stay, and each opens with passphrase and recovery key', async () => {
  const clock = turnableClock()
  const folder = tempFolder()
  const office = await foundOffice(folder, clock.options)
  const { ana, form, recoveryKey } = office
  let desk: Pick<Desk, 'listen'> = office.desk
  await fileOne(ana, form, 'Gate')
  const into = join(tempFolder(), 'to', 'stick')
  await ana.call('setBackupSchedule', { schedule: { days: 2, folder: into, keep: 2, passphrase: SAFE } })
  const first = await settled(ana, desk)
  expect(first).toMatchObject({ trouble: null, schedule: { days: 2, keep: 2, passphrase: true }, last: { records: 1 }, job: { what: 'backup', state: 'done' } })
  expect(first.files.length).toBe(1)
  expect(Date.parse(first.next!) - Date.parse(first.last!.at)).toBe(2 * DAY)
  writeFileSync(join(into, 'not-ours.backup'), 'x')
  writeFileSync(join(into, `${first.files[0]!.name.slice(0, -20)}torn.backup.part`), 'x')
  // the desk stands still over three dates; at the next start one is made
  for (const ahead of [7 * DAY, 14 * DAY]) {
    await office.close()
    clock.ahead = ahead
    const again = await openOffice(folder, clock.options)
    const seat = again.seat()
    await seat.call('signIn', { person: 'Ana', passphrase: PASSPHRASE })
    const view = await settled(seat, again.desk)
    expect(Date.parse(view.last!.at) - Date.parse(first.last!.at)).toBeGreaterThanOrEqual(ahead)
    Object.assign(office, { close: again.close, seat: again.seat })
    Object.assign(ana, seat)
    desk = again.desk
  }
  const view = await settled(ana, desk)
  expect(view.files.length).toBe(2)
  expect(readdirSync(into).filter(name => !view.files.some(file => file.name === name))).toEqual(['not-ours.backup'])
  for (const opener of [{ recoveryKey }]) {
    await ana.call('drillBackup', { name: view.files[0]!.name, ...opener })
    expect((await settled(ana, desk)).job).toMatchObject({
      what: 'drill',
      state: 'done',
      error: null,
      drill: { verdict: 'sound', records: 1, differs: [], findings: [] }
    })
  }
  await ana.call('drillBackup', { name: view.files[0]!.name, passphrase: 'not this one' })
  expect((await settled(ana, desk)).job).toMatchObject({ state: 'failed', error: { code: 'backup-locked' } })
  expect(await ana.code('drillBackup', { name: '../keys.json', passphrase: SAFE })).toBe('not-found')
  await office.close()
}, 60_000)

it('a schedule that fails says so until the next one succeeds, and what is there stays', async () => {
  const office = await foundOffice()
  const { ana, desk } = office
  const parent = tempFolder()
  writeFileSync(join(parent, 'stick'), 'a file where the folder should be')
  await ana.call('setBackupSchedule', { schedule: { days: 1, folder: join(parent, 'stick'), keep: 1 } })
  expect(await settled(ana, desk)).toMatchObject({ last: null, trouble: { code: 'file-unwritable' }, job: { state: 'failed' } })
  rmSync(join(parent, 'stick'))
  await ana.call('runBackup', {})
  expect(await settled(ana, desk)).toMatchObject({ trouble: null, last: { lines: 7 }, job: { state: 'done' } })
  await ana.call('setBackupSchedule', { schedule: null })
  expect(await ana.call('backups', {})).toMatchObject({ schedule: null, next: null })
})

it('a backup into a file is whole or not there, and a file that is there stays', async () => {
  const { ana } = await foundOffice()
  const folder = tempFolder()
  const file = join(folder, 'one.backup')
  const { made } = await ana.call('createBackup', { passphrase: SAFE, file })
  expect(made).toMatchObject({ place: file, size: readFileSync(file).length })
  expect(await ana.code('createBackup', { passphrase: SAFE, file })).toBe('file-exists')
  expect(await ana.code('createBackup', { passphrase: SAFE, file: 'relative.backup' })).toBe('bad-input')
  expect(await ana.code('createBackup', { file: join(folder, 'two.backup') })).toBe('bad-input')
  mkdirSync(join(folder, 'three.backup.part'))
  expect(await ana.code('createBackup', { passphrase: SAFE, file: join(folder, 'three.backup') })).toBe('file-unwritable')
  expect(readdirSync(folder).sort()).toEqual(['one.backup', 'three.backup.part'])
})

it('a schedule that was written from outside is not gone by, and never signed again as ours', async () => {
  const folder = tempFolder()
  const office = await foundOffice(folder)
  const into = tempFolder()
  await office.ana.call('setBackupSchedule', { schedule: { days: 1, folder: into, keep: 1, passphrase: SAFE } })
  await settled(office.ana, office.desk)
  await office.close()
  const db = new Sqlite(join(folder, 'ledger.db'))
  const elsewhere = tempFolder()
  const altered = db.prepare("UPDATE meta SET value = CAST(replace(CAST(value AS TEXT), ?, ?) AS BLOB) WHERE name = 'backups'")
  expect(altered.run(JSON.stringify(into), JSON.stringify(elsewhere)).changes).toBe(1)
  db.close()
  const again = await openOffice(folder)
  const seat = again.seat()
  await seat.call('signIn', { person: 'Ana', passphrase: PASSPHRASE })
  expect(await seat.call('backups', {})).toMatchObject({ schedule: null, next: null, trouble: { code: 'damaged-database' } })
  await seat.call('createBackup', { passphrase: SAFE, file: join(into, 'by hand.backup') })
  expect(await settled(seat, again.desk)).toMatchObject({ schedule: null, last: null, trouble: { code: 'damaged-database' }, job: { state: 'done' } })
  const anew = tempFolder()
  await seat.call('setBackupSchedule', { schedule: { days: 1, folder: anew, keep: 1, passphrase: SAFE } })
  expect(await settled(seat, again.desk)).toMatchObject({ schedule: { folder: anew }, trouble: null, last: { records: 0 } })
  expect(readdirSync(elsewhere)).toEqual([])
})
