/** What a desk says of its backups, for pages under test. */
import type { CallName, Checked, NewsKind, Output } from '../../src/shared/contract.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import { ago } from './fake-data.ts'

type View = Output<'backups'>
export interface FakeBackups {
  readonly made: boolean
  readonly schedule: View['schedule']
  readonly drilled: boolean
}

export const noBackups: FakeBackups = { made: false, schedule: null, drilled: false }

const drill: NonNullable<View['job']['drill']> = {
  verdict: 'sound',
  network: 'Northern Arizona',
  office: 'Flagstaff',
  desk: 'Flagstaff desk 1',
  made: ago(1440),
  expires: '2027-11-20T14:00:00.000Z',
  chains: 4,
  lines: 12_494,
  records: 11_902,
  payloads: 12_310,
  differs: [],
  findings: [],
  notEstablished: [{ code: 'network-id', detail: 'the network id was not compared with a published one' }],
  seconds: 21
}

function backupsOf({ made, schedule, drilled }: FakeBackups): View {
  return {
    last: made ? { at: ago(2), expires: '2027-11-20T14:00:00.000Z', lines: 12_494, records: 11_902, size: 18_400_000, place: 'download' } : null,
    schedule,
    next: schedule && '2026-11-21T14:00:00.000Z',
    trouble: null,
    recovery: true,
    files: [],
    job: {
      what: drilled ? 'drill' : 'none',
      state: drilled ? 'done' : 'none',
      stage: 'verifying',
      done: 0,
      total: 0,
      file: null,
      error: null,
      drill: drilled ? drill : null
    }
  }
}

interface BackupRoom {
  backup: FakeBackups
  tell(kind: NewsKind): void
}
type Answers = { [N in CallName]: (input: Checked<N>) => Output<N> }

export function backupAnswers(
  room: BackupRoom,
  network: string
): Pick<Answers, 'backups' | 'createBackup' | 'setBackupSchedule' | 'runBackup' | 'drillBackup' | 'cancelCopy' | 'restoreBackup'> {
  const now = (): View => backupsOf(room.backup)
  const change = (next: Partial<FakeBackups>): View => {
    room.backup = { ...room.backup, ...next }
    room.tell('jobChanged')
    return now()
  }
  return {
    backups: now,
    createBackup: () => {
      change({ made: true })
      return { download: 'download/backup', name: 'muniment-Zk3rJx9a-2026-11-20T140000Z.backup', expires: '2027-11-20T14:00:00.000Z', made: null }
    },
    setBackupSchedule: ({ schedule }) => {
      if (!schedule) return change({ schedule: null })
      const { days, folder, keep, keepDays, passphrase } = schedule
      return change({ schedule: { days, folder, keep, keepDays, passphrase: passphrase !== undefined } })
    },
    runBackup: now,
    drillBackup: () => change({ drilled: true }),
    cancelCopy: now,
    restoreBackup: ({ passphrase }) => {
      if (passphrase !== 'correct horse battery') throw new OfficeError('backup-locked', { what: 'This passphrase' })
      return { lines: 12_494, records: 11_902, network }
    }
  }
}
