import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall } from '../../office/use-call.ts'
import { deskName } from '../../office/words.ts'
import { Glyph } from '../../parts/icon.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Change } from './change.tsx'
import { differences } from './differences.ts'
import { labelsOf } from './labels.ts'
import { keyOf, type Shown, type Version } from './shown.ts'
import { whyWords } from './why.ts'

interface Props {
  shown: Shown
  chosen: Version | null
  choose(version: Version): void
}

/** Every version, the newest first: who, when, why, and what changed. */
export function History({ shown, chosen, choose }: Props) {
  const { t } = useTranslation()
  const { versions } = shown
  return (
    <section className="card" aria-labelledby="history-title">
      <h2 id="history-title">{t('record.history.title')}</h2>
      <ol className="history" reversed>
        {versions.toReversed().map(version => (
          <OneVersion
            key={keyOf(version)}
            version={version}
            before={beforeOf(versions, version)}
            number={versions.indexOf(version) + 1}
            chosen={version === chosen}
            choose={() => choose(version)}
            many={versions.length > 1}
          />
        ))}
      </ol>
    </section>
  )
}

/** What an amendment is compared with: the version with values before it; of two that contradict each other, what both of them amend. */
const beforeOf = (versions: readonly Version[], version: Version): Version | undefined =>
  versions.slice(0, versions.indexOf(version)).findLast(one => one.kind !== 'void' && !(one.current && version.current))

interface VersionProps {
  version: Version
  before: Version | undefined
  number: number
  chosen: boolean
  many: boolean
  choose(): void
}

function OneVersion({ version, before, number, chosen, many, choose }: VersionProps) {
  const { t } = useTranslation()
  const { kind } = version
  return (
    <li className={`version version--${kind}`}>
      <p className="version__head">
        <Glyph sign={kind === 'record' ? 'filed' : kind === 'amend' ? 'amended' : 'voided'} />
        <strong>{t(`record.history.${kind}`)}</strong>
        {kind !== 'void' && <span className="quiet">{t('record.history.version', { version: number })}</span>}
        {version.current && many && <span className="usa-tag">{t('record.history.isCurrent')}</span>}
      </p>
      <p className="version__by">
        <bdi>{version.author}</bdi>, <bdi>{deskName(version)}</bdi>, <Moment at={version.time} kind="claimed" />
      </p>
      {kind !== 'record' && (
        <p className="version__reason">
          <span className="quiet">{t('record.history.reason')}: </span>
          {version.reason === null ? t('record.history.noReason') : <bdi>“{version.reason}”</bdi>}
        </p>
      )}
      {version.effect !== 'counts' && <p className="version__effect">{whyWords(t, version.why)}</p>}
      {version.engine === null && version.values !== null && kind !== 'void' && <p className="quiet">{t('record.history.logicUnchecked')}</p>}
      {kind === 'amend' && <Changes before={before} after={version} />}
      {kind !== 'void' && many && (
        <button type="button" className="usa-button usa-button--unstyled" aria-pressed={chosen} onClick={choose}>
          {chosen ? t('record.history.shown') : t('record.history.show')}
        </button>
      )}
    </li>
  )
}

function Changes({ before, after }: { before: Version | undefined; after: Version }) {
  const { t, i18n } = useTranslation()
  const form = useCall('getForm', { package: after.package ?? '' }, after.package !== null && after.values !== null)
  const labels = useMemo(() => labelsOf(form.value?.xml, i18n.language), [form.value?.xml, i18n.language])
  if (!before?.values || !after.values) return <p className="quiet">{t('record.history.unknownChanges')}</p>
  const changed = differences(before.values, after.values)
  if (changed.length === 0) return <p className="quiet">{t('record.history.noChanges')}</p>
  return (
    <details className="details">
      <summary>{t('record.history.changes', { count: changed.length })}</summary>
      <dl className="changes">
        {changed.map(change => (
          <Change key={change.path} change={change} labels={labels} />
        ))}
      </dl>
    </details>
  )
}
