import { useState } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { deskName } from '../../office/words.ts'
import { HashText } from '../../parts/hash-text.tsx'
import { Glyph } from '../../parts/icon.tsx'
import { ExactMoment, Moment } from '../../parts/moment.tsx'
import type { Shown } from './shown.ts'
import { EvidenceDialog } from './evidence-dialog.tsx'
import { clockWords } from './why.ts'

/** Offices, not desks, count as witnesses in words: two desks of one office are one office's word. */
export const witnessOffices = (shown: Shown): string[] => [...new Set(shown.proof.witnesses.map(witness => witness.office))]

/** Witnessed only by as many offices as the policy asks for. */
export function witnessedWords(t: TFunction, shown: Shown): string {
  const count = witnessOffices(shown).length
  const { wanted } = shown.proof
  if (count === 0) return t('record.proof.notWitnessed')
  return count < wanted ? t('record.proof.witnessedPartly', { count, wanted }) : t('record.proof.witnessed', { count })
}

/** Proof in plain words; what is needed to check by hand is folded in. */
export function Proof({ shown }: { shown: Shown }) {
  const { t } = useTranslation()
  const { proof, versions } = shown
  const [saving, setSaving] = useState(false)
  const saveable = versions.findLast(version => version.current && version.values !== null) ?? versions.findLast(version => version.values !== null)
  const proved = versions.find(version => version.id.line === proof.line && version.id.index === proof.index)
  return (
    <section className="card" aria-labelledby="proof-title">
      <h2 id="proof-title">{t('record.proof.title')}</h2>
      <ul className="proof">
        <li>{t('record.proof.signed', { author: proved?.author ?? shown.row.author, desk: deskName(proof) })}</li>
        <li>{t('record.proof.place', { entry: proof.index + 1, height: proof.height })}</li>
        <li>{proof.checkpoint ? t('record.proof.checkpoint', { count: proof.checkpoint.size }) : t('record.proof.noCheckpoint')}</li>
        <li>{witnessedWords(t, shown)}</li>
        {proof.clockMarks.map(mark => (
          <li key={mark} className="proof__mark">
            <Glyph sign="clock" /> {clockWords(t, mark)}
          </li>
        ))}
      </ul>
      <dl className="facts">
        <dt>{t('record.proof.claimed')}</dt>
        <dd>
          <ExactMoment at={proved?.time ?? shown.row.time} />
        </dd>
        <dt>{t('record.proof.notBefore')}</dt>
        <dd>{proof.notBefore ? <ExactMoment at={proof.notBefore} /> : <span className="quiet">{t('record.proof.notEstablished')}</span>}</dd>
        <dt>{t('record.proof.notAfter')}</dt>
        <dd>{proof.notAfter ? <ExactMoment at={proof.notAfter} /> : <span className="quiet">{t('record.proof.notEstablished')}</span>}</dd>
      </dl>
      <p className="usa-hint">{t('record.proof.meaning')}</p>
      {saveable && (
        <button type="button" className="usa-button usa-button--outline" onClick={() => setSaving(true)}>
          <Glyph sign="download" /> {t('record.proof.save')}
        </button>
      )}
      {saving && saveable && <EvidenceDialog shown={shown} version={saveable} close={() => setSaving(false)} />}
      <details className="details">
        <summary>{t('record.proof.details')}</summary>
        <ProofDetails shown={shown} />
      </details>
    </section>
  )
}

function ProofDetails({ shown }: { shown: Shown }) {
  const { t, i18n } = useTranslation()
  const { proof } = shown
  return (
    <dl className="facts facts--stacked">
      <dt>{t('record.proof.line')}</dt>
      <dd>
        <HashText hash={proof.line} label={t('record.proof.line')} />
      </dd>
      <dt>{t('record.proof.chain')}</dt>
      <dd>
        <HashText hash={proof.chain} label={t('record.proof.chain')} />
      </dd>
      {proof.checkpoint && (
        <>
          <dt>{t('record.proof.root')}</dt>
          <dd>
            <HashText hash={proof.checkpoint.root} label={t('record.proof.root')} />
          </dd>
          <dt>{t('record.proof.size')}</dt>
          <dd>{new Intl.NumberFormat(i18n.language).format(proof.checkpoint.size)}</dd>
        </>
      )}
      <dt>{t('record.proof.registry')}</dt>
      <dd>{new Intl.NumberFormat(i18n.language).format(proof.registrySize)}</dd>
      {proof.witnesses.map((witness, i) => (
        <div key={i} className="facts__pair">
          <dt>{t('record.proof.witness')}</dt>
          <dd>
            <bdi>{deskName(witness)}</bdi>, <Moment at={witness.time} kind="witnessed" />
          </dd>
        </div>
      ))}
    </dl>
  )
}
