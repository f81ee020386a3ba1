/** Binds the exchange to the desk. */
import type { NewsDesk } from './news.ts'
import type { DeskOptions } from './options.ts'
import type { Running } from './service/context.ts'
import type { Admissions, OfficeNetwork } from './service/office-network.ts'
import { OfficeError } from '../shared/errors.ts'

type Base = Omit<Running, 'network' | 'admissions'>

export const openAdmissions = (_base: Base, _news: NewsDesk): Admissions | null => null
export const startOfficeNetwork = (_base: Base & { admissions: Admissions | null }, _options: DeskOptions, _news: NewsDesk, _wake: () => void): Promise<OfficeNetwork> =>
  Promise.reject(new OfficeError('internal', { what: 'the network is not there yet' }))
