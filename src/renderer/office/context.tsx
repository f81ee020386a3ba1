/** The office as pages see it: its calls, its files, and who is here. */
import { createContext, use, type ReactNode } from 'react'
import type { DeskState, Person, Rank } from '../../shared/contract.ts'
import { ranks } from '../../shared/contract.ts'
import type { Files, Office } from '../../shared/wire.ts'

export interface Room {
  readonly office: Office
  readonly files: Files
}

const OfficeRoom = createContext<Room | null>(null)
const Desk = createContext<DeskState | null>(null)

const present = <T,>(value: T | null, what: string): T => {
  if (value === null) throw new Error(`${what} is asked for outside of its provider`)
  return value
}

export const OfficeProvider = ({ room, children }: { room: Room; children: ReactNode }) => <OfficeRoom value={room}>{children}</OfficeRoom>
export const DeskProvider = ({ desk, children }: { desk: DeskState; children: ReactNode }) => <Desk value={desk}>{children}</Desk>

export const useOffice = (): Office => present(use(OfficeRoom), 'the office').office
export const useFiles = (): Files => present(use(OfficeRoom), 'the office').files
export const useDesk = (): DeskState => present(use(Desk), 'the desk')
export const useMe = (): Person => present(useDesk().me, 'the signed-in person')

/** Does this person's role reach `rank`? The desk decides again: this only spares people what would be refused. */
export const reaches = (me: Person | null, rank: Rank): boolean => ranks.indexOf(me === null ? 'anyone' : (me.role ?? 'person')) >= ranks.indexOf(rank)
export const useReach = (rank: Rank): boolean => reaches(useDesk().me, rank)
