/** Whether an entry is for an office: not the program's own function, which may be broken on purpose. */
import type { OfficeId } from '../../src/shared/names.ts'
import type { Audience } from '../../src/shared/record/entry.ts'

export const isIn = (audience: Audience, office: OfficeId): boolean => audience === 'everyone' || audience.includes(office)
