/** The smallest pieces of the contract's shapes. */
import { z } from 'zod'

export const roles = ['viewer', 'clerk', 'supervisor', 'records', 'admin'] as const
export type Role = (typeof roles)[number]

export const text = z.string()
export const hash = z
  .string()
  .length(43)
  .regex(/^[A-Za-z0-9_-]{43}$/, '32 bytes in base64url')
export const uuid = z
  .string()
  .length(36)
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'a UUIDv7 in lower case')
export const count = z.int().min(0)
export const passphrase = z.string().max(1024)

/** What makes an answer stale. Pages ask again; events carry no content. */
export const newsKinds = ['deskChanged', 'headMoved', 'draftsChanged', 'formsChanged', 'peersChanged', 'jobChanged', 'joinChanged'] as const
export type NewsKind = (typeof newsKinds)[number]
export interface News {
  readonly kind: NewsKind
}
