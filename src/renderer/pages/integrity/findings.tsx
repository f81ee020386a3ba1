import { useTranslation } from 'react-i18next'
import type { Finding } from '../../../shared/contract.ts'
import { addressOf } from '../../office/place.ts'
import { saveFile } from '../../office/save-file.ts'
import { useCall } from '../../office/use-call.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Glyph } from '../../parts/icon.tsx'
import { HashText } from '../../parts/hash-text.tsx'
import { groupFindings, type FindingGroup } from './finding-groups.ts'
import { sentenceOf } from './finding-words.ts'

/** What is wrong, the open before the decided, each with what it touches and its evidence. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const { t } = useTranslation()
  const chains = useCall('listChains', {})
  const { groups, lists } = groupFindings(findings)
  const registry = chains.value?.find(chain => chain.kind === 'registry')?.chain ?? null
  return (
    <section className="card" aria-labelledby="findings-title">
      <h2 id="findings-title">{t('integrity.findings')}</h2>
      <ul className="findings">
        {groups.map((group, i) => (
          <OneFinding key={i} group={group} registry={registry} />
        ))}
      </ul>
      {lists.length > 0 && (
        <>
          <p>{t('integrity.lists', { count: lists.length })}</p>
          <Details summary={t('integrity.detail')} findings={lists} />
        </>
      )}
    </section>
  )
}

function Details({ summary, findings }: { summary: string; findings: readonly Finding[] }) {
  return (
    <details className="details">
      <summary>{summary}</summary>
      <ul>
        {findings.map((one, i) => (
          <li key={i} lang="en">
            {one.detail}
          </li>
        ))}
      </ul>
    </details>
  )
}

function OneFinding({ group, registry }: { group: FindingGroup; registry: string | null }) {
  const { t } = useTranslation()
  const { lead: finding, more } = group
  const record = finding.record ?? finding.ref
  const place = `${finding.chain?.slice(0, 8) ?? finding.table ?? 'desk'}-${finding.height ?? ''}`
  const save = (): void =>
    saveFile(`muniment-finding-${finding.code}-${place}.json`, JSON.stringify(more.length === 0 ? finding : [finding, ...more], null, 2), 'application/json')
  return (
    <li className={finding.state === 'open' ? 'finding' : 'finding finding--decided'}>
      <p className="finding__what">
        <Glyph sign={finding.state === 'open' ? 'error' : 'check'} />
        <span>
          <strong>{sentenceOf(t, finding, registry)}</strong>{' '}
          <span className="usa-tag">{finding.state === 'open' ? t('integrity.findingOpen') : t('integrity.findingDecided')}</span>
        </span>
      </p>
      {finding.ref && <p>{t('integrity.holds', { ref: finding.ref })}</p>}
      <details className="details">
        <summary>{t('integrity.detail')}</summary>
        <p lang="en">{finding.detail}</p>
        <p className="row">
          <span className="quiet">{t('common.code', { code: finding.code })}</span>
          <CopyButton plain text={`${finding.code} ${JSON.stringify(finding)}`} label={t('common.copyCode')} />
        </p>
        {finding.chain && (
          <p>
            <span className="quiet">{t('integrity.chainKey')}</span> <HashText hash={finding.chain} label={t('integrity.chainKey')} />
          </p>
        )}
      </details>
      {more.length > 0 && <Details summary={t('integrity.follows', { count: more.length })} findings={more} />}
      <p className="row">
        {record && (
          <a href={addressOf({ page: 'record', record })}>{finding.ref ? t('integrity.openRecord', { ref: finding.ref }) : t('integrity.openUnnamed')}</a>
        )}
        <button type="button" className="usa-button usa-button--unstyled" onClick={save}>
          {t('integrity.evidence')}
        </button>
      </p>
    </li>
  )
}
