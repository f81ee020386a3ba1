import { uuid7, type EntryId } from '../../shared/names.ts'

/** A fresh UUIDv7: made here, so that asking twice files once. */
export const newId = (): EntryId => uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
