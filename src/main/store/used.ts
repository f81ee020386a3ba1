import type { Database } from './prepared.ts'

/** Bytes of a database file that are in use: what is free in it is filled first. */
export function usedBytes(db: Database): number {
  const pragma = (name: string): number => Number(db.pragma(name, { simple: true }))
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size')
}
