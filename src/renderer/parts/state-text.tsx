import { useTranslation } from 'react-i18next'
import type { TFunction } from 'i18next'
import type { RecordRow } from '../../shared/contract.ts'
import { useDesk } from '../office/context.tsx'
import { Glyph, type Sign } from './icon.tsx'

type State = RecordRow['state']
const signs: Record<State, Sign> = { filed: 'filed', amended: 'amended', voided: 'voided', conflict: 'conflict', noEffect: 'noEffect', waiting: 'waiting' }

export const stateWords = (t: TFunction, state: State, versions: number): string =>
  state === 'amended' ? t('states.amended', { version: versions }) : t(`states.${state}`)

/** A state in general, for lists of states. */
export function stateName(t: TFunction, state: string): string {
  switch (state) {
    case 'amended':
      return t('states.amendedPlain')
    case 'conflict':
      return t('states.conflictPlain')
    case 'filed':
    case 'voided':
    case 'noEffect':
    case 'waiting':
      return t(`states.${state}`)
    default:
      return state
  }
}

/** The record's state as text with an icon; colour only repeats what they say. */
export function StateText({ state, versions, short = false }: { state: State; versions: number; short?: boolean }) {
  const { t } = useTranslation()
  return (
    <span className={`state state--${state}`}>
      <Glyph sign={signs[state]} />
      <span>
        {short && state === 'conflict'
          ? stateName(t, state)
          : short && state === 'amended'
            ? t('states.amendedShort', { version: versions })
            : short && state === 'waiting'
              ? t('states.waitingShort')
              : stateWords(t, state, versions)}
      </span>
    </span>
  )
}

/** "Only here" can be said of this desk's own records; of another's, only that nobody has told of a copy. */
export function copiesWords(t: TFunction, row: RecordRow, ownDesk: string | undefined): string {
  if (!row.held) return t('states.notOnDesk')
  if (row.copies > 0) return t('states.copies', { count: row.copies })
  return row.desk === ownDesk ? t('states.hereOnly') : t('states.noCopies')
}

function copiesShort(t: TFunction, row: RecordRow, ownDesk: string | undefined): string {
  if (!row.held) return t('states.notOnDeskShort')
  if (row.copies > 0) return t('states.copiesShort', { count: row.copies })
  return row.desk === ownDesk ? t('states.hereOnly') : t('states.noCopiesShort')
}

export function CopiesText({ row, short = false }: { row: RecordRow; short?: boolean }) {
  const { t } = useTranslation()
  const own = useDesk().desk?.name
  return (
    <span className="state state--quiet">
      <Glyph sign={!row.held ? 'away' : row.copies === 0 ? 'here' : 'copies'} />
      <span>{short ? copiesShort(t, row, own) : copiesWords(t, row, own)}</span>
    </span>
  )
}
