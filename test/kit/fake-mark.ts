/** A stopped desk, and desks that ask to go on under a new key, for pages under test. */
import type { Continuing } from '../../src/shared/contract.ts'
import { ago, hashOf, uuidOf } from './fake-data.ts'
import type { Answers, FakeOptions, Room } from './fake-office.ts'

const WORDS = 'lantern orchard quantum harvest velvet summit'
const REQUEST = `muniment-continue:${'eyJjb250aW51ZSI6eyJhdCI6'.repeat(12)}`

const continuing: Continuing = {
  id: uuidOf(900),
  office: 'Yuma',
  desk: 'Yuma desk 2',
  newDesk: true,
  ends: true,
  person: 'Rosa Delgado',
  known: true,
  words: WORDS,
  at: ago(12),
  held: 118,
  here: 121,
  cut: 121
}

type MarkCalls = 'mark' | 'continueDesk' | 'vouchForMark' | 'fileAgain' | 'listContinuing' | 'takeContinuing' | 'admitContinuing' | 'refuseContinuing'

export function markAnswers(room: Room, options: FakeOptions): Pick<Answers, MarkCalls> {
  let asked = options.asked ?? false
  let left = options.left ?? 0
  let waiting = options.continuing ? [continuing] : []
  const { trouble } = options
  const tell = (): void => {
    room.tell('deskChanged')
    room.tell('joinChanged')
  }
  const settle = (): Record<string, never> => {
    waiting = []
    tell()
    return {}
  }
  return {
    mark: () => ({
      chains: [
        {
          kind: 'desk',
          chain: hashOf(1),
          held: 118,
          marked: trouble === 'mark-damaged' ? null : trouble ? 121 : 118,
          shown: null,
          forked: false,
          trouble: trouble ?? null,
          reached: { behind: 1, level: 0, ahead: trouble === 'rolled-back' ? 1 : 0, other: 0 }
        }
      ],
      mayContinue: trouble !== undefined,
      asked: asked ? { words: WORDS, text: REQUEST, at: ago(3) } : null,
      registryHere: false,
      left
    }),
    continueDesk: () => {
      asked = true
      tell()
      return { words: WORDS, text: REQUEST, admitted: false }
    },
    vouchForMark: () => ({}),
    fileAgain: () => {
      const filed = left
      left = 0
      tell()
      return { filed, already: 0, left }
    },
    listContinuing: () => waiting,
    takeContinuing: () => {
      waiting = [continuing]
      tell()
      return continuing
    },
    admitContinuing: settle,
    refuseContinuing: settle
  }
}
