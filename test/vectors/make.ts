/**
 * Makes test/vectors/sound and test/vectors/broken from their seeds: `node test/vectors/make.ts`. The files are frozen; the
 * tests make them anew and compare byte for byte. Only a new version of the format may change them, by adding to them.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { brokenFiles } from './broken.ts'
import { soundFiles, utf8Of } from './sound.ts'
import { successionFiles } from './succession.ts'

/** Every file by its path below test/vectors. */
export const allFiles = (): Map<string, Uint8Array> => new Map([...utf8Of(soundFiles()), ...brokenFiles(), ...successionFiles()])

if (import.meta.main) {
  for (const folder of ['sound', 'broken', 'succession']) rmSync(join(import.meta.dirname, folder), { recursive: true, force: true })
  for (const [path, bytes] of allFiles()) {
    mkdirSync(dirname(join(import.meta.dirname, path)), { recursive: true })
    writeFileSync(join(import.meta.dirname, path), bytes)
  }
}
