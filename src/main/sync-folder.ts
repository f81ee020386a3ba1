import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Makes a new name in a folder last over a power cut. Windows can not open a folder and needs no sync of it. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
