import { roleAtLeast, type Grant } from './entry.ts'

/** Counts towards a quorum: an administrator of the whole network. */
export const isAdministrator = (grants: readonly Grant[]): boolean =>
  grants.some(grant => grant.role === 'admin' && grant.office === null && grant.form === null)
const includes = (grant: Grant, was: Grant): boolean =>
  roleAtLeast(grant.role, was.role) &&
  (grant.form === null || grant.form === was.form) &&
  (grant.office === null || grant.office === was.office) &&
  (grant.scope === 'others' || was.scope === 'own')
/** Did the old grants give anything that the new do not? */
export const isLess = (grants: readonly Grant[], old: readonly Grant[]): boolean => old.some(was => !grants.some(grant => includes(grant, was)))
