import { useTranslation } from 'react-i18next'
import { useDesk } from '../../office/context.tsx'
import { deskName } from '../../office/words.ts'
import { Glyph } from '../../parts/icon.tsx'
import { Moment } from '../../parts/moment.tsx'
import type { Shown } from './shown.ts'

/** Which desks have said that they keep it, each with when it said so. */
export function Copies({ shown }: { shown: Shown }) {
  const { t } = useTranslation()
  const desk = useDesk()
  const { row, proof } = shown
  // what this desk itself has said is in the first line already
  const others = proof.copies.filter(copy => copy.desk !== desk.desk?.name)
  return (
    <section className="card" aria-labelledby="copies-title">
      <h2 id="copies-title">{t('record.copies.title')}</h2>
      <ul className="places">
        <li>
          <Glyph sign={row.held ? 'here' : 'away'} />
          <span>{row.held ? t('record.copies.here') : t('record.copies.notHere')}</span>
        </li>
        {others.map((copy, i) => (
          <li key={i}>
            <Glyph sign="copies" />
            <span>
              <bdi>{deskName(copy)}</bdi>{' '}
              <span className="quiet">
                {t('record.copies.said')} <Moment at={copy.time} kind="witnessed" />
              </span>
            </span>
          </li>
        ))}
      </ul>
      {others.length === 0 && row.held && <p className="quiet">{row.desk === desk.desk?.name ? t('record.copies.none') : t('record.copies.noneOther')}</p>}
    </section>
  )
}
