import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../office/context.tsx'
import { deskName, exactTime } from '../../office/words.ts'
import { QrCode } from '../../parts/qr-code.tsx'
import { stateWords } from '../../parts/state-text.tsx'
import { witnessedWords } from './proof.tsx'
import type { Shown } from './shown.ts'

/** On paper only: reference, QR and what is proved, in place of the panels beside. */
export function PrintedProof({ shown }: { shown: Shown }) {
  const { t, i18n } = useTranslation()
  const desk = useDesk()
  const { row, proof } = shown
  const [now] = useState(() => new Date().toISOString())
  const time = (at: string | null): string => (at === null ? t('record.proof.notEstablished') : exactTime(at, i18n.language))
  return (
    <section className="print-only printed">
      <h2>{t('record.printed.proof')}</h2>
      <div className="printed__body">
        <QrCode text={`${row.ref} ${proof.line}`} label={t('record.printed.code')} />
        <dl className="facts">
          <dt>{t('records.columns.ref')}</dt>
          <dd>{row.ref}</dd>
          <dt>{t('records.columns.state')}</dt>
          <dd>{stateWords(t, row.state, row.versions)}</dd>
          <dt>{t('record.printed.network')}</dt>
          <dd>
            {desk.network?.name}
            <br />
            <code>{desk.network?.id}</code>
          </dd>
          <dt>{t('record.proof.title')}</dt>
          <dd>
            {t('record.proof.signed', { author: row.author, desk: deskName(proof) })}{' '}
            {t('record.proof.place', { entry: proof.index + 1, height: proof.height })} {witnessedWords(t, shown)}
          </dd>
          <dt>{t('record.proof.notBefore')}</dt>
          <dd>{time(proof.notBefore)}</dd>
          <dt>{t('record.proof.notAfter')}</dt>
          <dd>{time(proof.notAfter)}</dd>
          <dt>{t('record.proof.line')}</dt>
          <dd>
            <code>{proof.line}</code>
          </dd>
        </dl>
      </div>
      <p>{t('record.proof.meaning')}</p>
      <p>{t('record.printed.at', { when: exactTime(now, i18n.language) })}</p>
    </section>
  )
}
