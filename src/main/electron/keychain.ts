/**
 * The operating system's keychain as a wrap for the desk's and the vault's keys. On Linux without a keyring Electron falls back to
 * a password that is the same everywhere (`basic_text`): that is no protection, so there the answer is "none", and the first sign-in opens the keys.
 */
import type { SafeStorage } from 'electron'

export interface Wrap {
  seal(bytes: Uint8Array): Promise<Uint8Array>
  /** Throws when the keychain does not open it: another user, another machine, a reset keyring. */
  open(sealed: Uint8Array): Promise<Uint8Array>
}

/** Backends of Linux that really hold a secret. */
const REAL = new Set(['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6'])

type Keychain = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'> &
  Partial<Pick<SafeStorage, 'getSelectedStorageBackend'>>

/** After the app is ready. Undefined where there is no real keychain. */
export async function osKeychain(storage: Keychain, platform: NodeJS.Platform): Promise<Wrap | undefined> {
  if (platform === 'linux' && !REAL.has(storage.getSelectedStorageBackend?.() ?? 'unknown')) return undefined
  if (!(await storage.isAsyncEncryptionAvailable().catch(() => false))) return undefined
  return {
    seal: async bytes => new Uint8Array(await storage.encryptStringAsync(Buffer.from(bytes).toString('base64'))),
    open: async sealed => new Uint8Array(Buffer.from((await storage.decryptStringAsync(Buffer.from(sealed))).result, 'base64'))
  }
}
