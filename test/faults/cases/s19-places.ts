/**
 * S19: the data folder is on a network drive or in a folder that a cloud program copies. A desk is not made there, and one that is
 * there already says so. What file systems and mounts are called is played to the program: nothing is mounted here.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { folderKind, type FolderProbe } from '../../../src/main/store/folder-kind.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { makeImage } from '../desk-image.ts'
import { openTally, type Fault, type FaultRun, type Outcome, type Tally } from '../fault.ts'
import { found, openWorkDesk } from '../work-desk.ts'

const FUSE = 0x65735546
const EXT4 = 0xef53
const linux = (type: number, mounts = ''): FolderProbe => ({ platform: 'linux', type: () => type, mounts: () => mounts, env: {} })
const windows = (env: FolderProbe['env'] = {}): FolderProbe => ({ platform: 'win32', type: () => 0, mounts: () => '', env })
const mac: FolderProbe = { platform: 'darwin', type: () => 0, mounts: () => '', env: {} }
const mounted = (at: string, type: string): string => `/dev/sda1 / ext4 rw 0 0\nremote ${at.replaceAll(' ', '\\040')} ${type} rw 0 0\n`

interface Place {
  readonly folder: string
  readonly probe: FolderProbe
  readonly wanted: ReturnType<typeof folderKind>['kind']
}

const places: readonly Place[] = [
  { folder: '/home/a/muniment', probe: linux(EXT4), wanted: 'local' },
  { folder: '/home/a/muniment', probe: linux(0x58465342), wanted: 'local' },
  { folder: '/tmp/muniment', probe: linux(0x01021994), wanted: 'local' },
  { folder: '/home/a/muniment', probe: linux(0x6969), wanted: 'network' },
  { folder: '/mnt/share/muniment', probe: linux(0x517b), wanted: 'network' },
  { folder: '/mnt/share/muniment', probe: linux(0xff534d42), wanted: 'network' },
  { folder: '/mnt/share/muniment', probe: linux(0xff534d42 | 0), wanted: 'network' },
  { folder: '/mnt/share/muniment', probe: linux(0xfe534d42), wanted: 'network' },
  { folder: '/afs/cell/muniment', probe: linux(0x5346414f), wanted: 'network' },
  { folder: '/mnt/ceph/muniment', probe: linux(0x00c36400), wanted: 'network' },
  { folder: '/media/sf_share/muniment', probe: linux(0x786f4256), wanted: 'network' },
  { folder: '/mnt/far/muniment', probe: linux(FUSE, mounted('/mnt/far', 'fuse.sshfs')), wanted: 'network' },
  { folder: '/mnt/two words/muniment', probe: linux(FUSE, mounted('/mnt/two words', 'fuse.rclone')), wanted: 'network' },
  { folder: '/mnt/ntfs/muniment', probe: linux(FUSE, mounted('/mnt/ntfs', 'fuseblk')), wanted: 'local' },
  { folder: '/mnt/new/muniment', probe: linux(FUSE, mounted('/mnt/new', 'fuse.neverheardof')), wanted: 'unknown' },
  { folder: '/media/stick/muniment', probe: linux(0x4d44), wanted: 'removable' },
  { folder: '/home/a/Dropbox/muniment', probe: linux(EXT4), wanted: 'cloud' },
  { folder: '/home/a/Dropboxes/muniment', probe: linux(EXT4), wanted: 'local' },
  { folder: '/home/a/Nextcloud/muniment', probe: linux(EXT4), wanted: 'cloud' },
  { folder: '/mnt/g/muniment', probe: linux(FUSE, mounted('/mnt/g', 'fuse.google-drive-ocamlfuse')), wanted: 'cloud' },
  { folder: 'C:\\Users\\a\\AppData\\Roaming\\Muniment', probe: windows(), wanted: 'local' },
  { folder: 'C:\\Users\\a\\OneDrive - Office\\Muniment', probe: windows(), wanted: 'cloud' },
  { folder: 'd:\\cloud\\Muniment', probe: windows({ OneDrive: 'D:\\Cloud' }), wanted: 'cloud' },
  { folder: '\\\\server\\share\\Muniment', probe: windows(), wanted: 'network' },
  { folder: '/Users/a/Library/Application Support/Muniment', probe: mac, wanted: 'local' },
  { folder: '/Users/a/Library/Mobile Documents/com~apple~CloudDocs/Muniment', probe: mac, wanted: 'cloud' },
  { folder: '/Users/a/Library/CloudStorage/GoogleDrive-a@b.c/My Drive/Muniment', probe: mac, wanted: 'cloud' }
]

/** A desk is not made there; one that is there says so, and goes on reading and filing. */
async function atDoor(run: FaultRun, tally: Tally): Promise<void> {
  const image = await makeImage(run.folder)
  try {
    for (const [what, type] of [
      ['NFS', 0x6969],
      ['SMB', 0xfe534d42]
    ] as const) {
      const probe = linux(type)
      const empty = join(run.folder, `empty-${what}`)
      mkdirSync(empty)
      const desk = await openWorkDesk(empty, undefined, { probe })
      const code = await found(desk).then(
        () => 'made',
        error => (error instanceof OfficeError ? error.code : String(error))
      )
      const { state } = await desk.call('deskState', {})
      await desk.close()
      tally.played(`a network is founded on ${what}`, code === 'unsafe-folder' && state === 'new' ? undefined : `it answers ${code}, and is ${state}`)
      const there = await openWorkDesk(image.folder, undefined, { probe })
      const { trouble } = await there.call('deskState', {})
      await there.close()
      tally.played(`a desk is found on ${what}`, trouble?.code === 'unsafe-folder' ? undefined : `it says ${trouble?.code ?? 'nothing'}`)
    }
    const desk = await openWorkDesk(image.folder)
    const { trouble } = await desk.call('deskState', {})
    await desk.close()
    tally.played('a desk is found on a disk of this machine', trouble === null ? undefined : `it says ${trouble.code}`)
  } finally {
    image.remove()
  }
}

async function run(run: FaultRun): Promise<Outcome> {
  const tally = openTally(run)
  if (!run.takes(0)) return tally.outcome('played by another part')
  for (const { folder, probe, wanted } of places) {
    const { kind, name } = folderKind(folder, probe)
    tally.played(`${probe.platform} ${folder} ${probe.type(folder).toString(16)}`, kind === wanted ? undefined : `it is taken as ${kind} (${name})`)
  }
  await atDoor(run, tally)
  return tally.outcome()
}

/** Asked of a machine that calls everything ext4, a share is a disk: so it is the system's word that is judged by. */
const control = (): Promise<'caught' | 'missed'> =>
  Promise.resolve(
    places.filter(({ wanted }) => wanted === 'network').some(({ folder }) => folderKind(folder, linux(EXT4)).kind !== 'network') ? 'caught' : 'missed'
  )

export const network: Fault = { id: 'S19', title: 'the folder is on a network drive or copied by a cloud program', run, control }
