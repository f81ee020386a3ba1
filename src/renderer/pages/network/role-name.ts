import type { TFunction } from 'i18next'
import { roles } from '../../../shared/contract.ts'

/** A role in words; one of a newer program keeps its own name. */
export function roleName(t: TFunction, role: string): string {
  const known = roles.find(one => one === role)
  return known ? t(`frame.role.${known}`) : role
}
