/**
 * What kind of place a data folder is in. A write-ahead log needs shared memory and locks that hold, which a network file system
 * does not give (sqlite.org/wal.html, "Disadvantages"), and a folder that a cloud program copies to other machines is torn by
 * it file by file, and brings one desk's key to two machines.
 *
 * Not solved: on macOS and Windows the system's own name of a file system is not asked; there only paths tell. A bind mount, or a
 * cloud program that we do not know, is not noticed.
 */
import { readFileSync, realpathSync, statfsSync } from 'node:fs'
import { OfficeError } from '../../shared/errors.ts'

export interface FolderKind {
  readonly kind: 'local' | 'network' | 'cloud' | 'removable' | 'unknown'
  /** What it is called, for a sentence. */
  readonly name: string
}

export interface FolderProbe {
  readonly platform: NodeJS.Platform
  /** `f_type` of statfs(2). */
  readonly type: (folder: string) => number
  /** Text of /proc/self/mounts; empty where there is none. */
  readonly mounts: () => string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Numbers of linux/magic.h and the drivers' own sources. FUSE is told apart by its mount. */
const TYPES: ReadonlyMap<number, FolderKind> = new Map([
  [0x6969, { kind: 'network', name: 'NFS' }],
  [0x517b, { kind: 'network', name: 'SMB' }],
  [0xff534d42, { kind: 'network', name: 'CIFS' }],
  [0xfe534d42, { kind: 'network', name: 'SMB' }],
  [0x564c, { kind: 'network', name: 'NCP' }],
  [0x5346414f, { kind: 'network', name: 'AFS' }],
  [0x6b414653, { kind: 'network', name: 'AFS' }],
  [0x73757245, { kind: 'network', name: 'Coda' }],
  [0x00c36400, { kind: 'network', name: 'Ceph' }],
  [0x0bd00bd0, { kind: 'network', name: 'Lustre' }],
  [0x47504653, { kind: 'network', name: 'GPFS' }],
  [0x01021997, { kind: 'unknown', name: '9p' }], // a share of a virtual machine, or a container's own disk
  [0x786f4256, { kind: 'network', name: 'a VirtualBox shared folder' }],
  [0xbacbacbc, { kind: 'network', name: 'a VMware shared folder' }],
  [0x7461636f, { kind: 'network', name: 'OCFS2' }],
  [0x01161970, { kind: 'network', name: 'GFS2' }],
  [0x4d44, { kind: 'removable', name: 'FAT' }],
  [0x2011bab0, { kind: 'removable', name: 'exFAT' }]
])
const FUSE = 0x65735546
/** What may stand behind FUSE; a disk with NTFS does too, and is as good as another. */
const FUSE_NETWORK = /^fuse\.(?:sshfs|s3fs|goofys|rclone|gcsfuse|davfs2?|glusterfs|ceph|gvfsd-fuse|smbnetfs|curlftpfs|encfs-remote|afpfs)/
const FUSE_CLOUD = /^fuse\.(?:onedriver|google-drive-ocamlfuse|gdrivefs|dropbox|insync|pcloud|megafs|mega|seadrive|odrive)/
const FUSE_LOCAL = /^(?:fuseblk|fuse\.(?:ntfs(?:-3g)?|exfat|mergerfs|bindfs|lxcfs|overlayfs|fuse-overlayfs|gocryptfs|encfs|cryfs|securefs|veracrypt))/

/** A part of the path by which the programs that copy folders elsewhere are known. */
const CLOUD_PARTS: readonly (readonly [RegExp, string])[] = [
  [/^OneDrive(?: - .*)?$/, 'OneDrive'],
  [/^Dropbox(?: \(.*\))?$/, 'Dropbox'],
  [/^(?:Google ?Drive|GoogleDrive(?:-.*)?|My Drive)$/, 'Google Drive'],
  [/^(?:Mobile Documents|iCloud ?Drive)$/, 'iCloud Drive'],
  [/^CloudStorage$/, 'a cloud folder'],
  [/^(?:Nextcloud|ownCloud)$/i, 'Nextcloud'],
  [/^(?:pCloud ?Drive|MEGAsync|Box Sync|Syncthing|Seafile|SynologyDrive|Tresorit|Yandex\.Disk|Proton ?Drive)$/, 'a cloud folder']
]

const LOCAL: FolderKind = { kind: 'local', name: 'a disk of this machine' }

function cloudIn(folder: string, { platform, env }: FolderProbe): FolderKind | undefined {
  const plain = (text: string): string => (platform === 'win32' ? text.toLowerCase().replaceAll('/', '\\') : text)
  for (const name of ['OneDrive', 'OneDriveCommercial', 'OneDriveConsumer']) {
    const root = env[name]
    if (root !== undefined && root !== '' && plain(folder).startsWith(plain(root))) return { kind: 'cloud', name: 'OneDrive' }
  }
  for (const part of folder.split(/[/\\]/)) for (const [pattern, name] of CLOUD_PARTS) if (pattern.test(part)) return { kind: 'cloud', name }
  return undefined
}

/** The type of the longest mount that holds the folder. Spaces and such are written as \040. */
function mountedAs(folder: string, mounts: string): string {
  let best: readonly [at: string, type: string] = ['', '']
  for (const line of mounts.split('\n')) {
    const [, raw = '', type = ''] = line.split(' ')
    const at = raw.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    const holds = at === '/' || folder === at || folder.startsWith(`${at}/`)
    if (at !== '' && holds && at.length >= best[0].length) best = [at, type]
  }
  return best[1]
}

function fuseKind(type: string): FolderKind {
  if (FUSE_NETWORK.test(type)) return { kind: 'network', name: type.slice('fuse.'.length) }
  if (FUSE_CLOUD.test(type)) return { kind: 'cloud', name: type.slice('fuse.'.length) }
  return FUSE_LOCAL.test(type) ? LOCAL : { kind: 'unknown', name: type === '' ? 'FUSE' : type }
}

/** `folder`: absolute, with links resolved; it exists. */
export function folderKind(folder: string, probe: FolderProbe = machine): FolderKind {
  const cloud = cloudIn(folder, probe)
  if (cloud) return cloud
  if (probe.platform === 'win32') return /^(?:\\\\(?![?.]\\)|\/\/|\\\\\?\\UNC\\)/i.test(folder) ? { kind: 'network', name: 'a network share' } : LOCAL
  if (probe.platform !== 'linux') return LOCAL
  const type = probe.type(folder) >>> 0
  return type === FUSE ? fuseKind(mountedAs(folder, probe.mounts())) : (TYPES.get(type) ?? LOCAL)
}

export const machine: FolderProbe = {
  platform: process.platform,
  type: folder => statfsSync(folder).type,
  mounts: () => {
    try {
      return readFileSync('/proc/self/mounts', 'utf8')
    } catch {
      return ''
    }
  },
  env: process.env
}

/** The error of a place where no desk should be; undefined where all is well, or where we can not tell. */
export function unsafePlace(folder: string, probe: FolderProbe = machine): OfficeError | undefined {
  let found: FolderKind
  try {
    found = folderKind(probe === machine ? realpathSync(folder) : folder, probe)
  } catch {
    return undefined // what can not even be asked fails by itself where it is used
  }
  return found.kind === 'network' || found.kind === 'cloud' ? new OfficeError('unsafe-folder', { folder, place: found.name }) : undefined
}
