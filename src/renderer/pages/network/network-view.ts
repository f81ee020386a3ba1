/** What the network page is given, as its parts name it. */
import type { Output } from '../../../shared/contract.ts'

export type NetworkView = Output<'network'>
export type DeskRow = NetworkView['offices'][number]['desks'][number]
