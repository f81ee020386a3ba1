import { useTranslation } from 'react-i18next'
import type { MarkView } from '../../../shared/contract.ts'
import { useDesk, useReach } from '../../office/context.tsx'
import { useCall } from '../../office/use-call.ts'
import { Page } from '../../parts/page.tsx'
import { Answered } from '../../parts/waiting.tsx'
import { AskForKey, Asked } from './ask-for-key.tsx'
import { FileAgain } from './file-again.tsx'
import { VouchForMark } from './vouch-for-mark.tsx'

const WORDED = ['rolled-back', 'mark-damaged', 'folder-moved', 'restored'] as const

/** May this desk sign; if not, why, and what now? */
export function SigningPage() {
  const { t } = useTranslation()
  const view = useCall('mark', {})
  const desk = useDesk()
  const stopped = desk.trouble !== null && desk.state === 'readonly'
  return (
    <Page title={t('signing.title')} lead={stopped ? t('signing.mayNot') : t('signing.may')}>
      <Answered of={view}>{value => <Settled view={value} stopped={stopped} />}</Answered>
    </Page>
  )
}

function Settled({ view, stopped }: { view: MarkView; stopped: boolean }) {
  const { t } = useTranslation()
  const desk = useDesk()
  const files = useReach('clerk')
  const code = desk.trouble?.code
  const lost = view.chains.every(chain => chain.trouble === null || chain.trouble === 'mark-damaged')
  return (
    <>
      {stopped && (
        <section className="card card--attention" aria-labelledby="why-title">
          <h2 id="why-title">{t('signing.happened')}</h2>
          <p>{t(`signing.why.${reasonOf(view, code)}`)}</p>
          <p>{t('signing.safe')}</p>
        </section>
      )}
      {stopped && <Wait view={view} code={code ?? ''} />}
      {stopped && view.asked && <Asked asked={view.asked} stranger={code === 'restored'} />}
      {stopped && view.mayContinue && !view.asked && <AskForKey moved={code === 'folder-moved'} />}
      {stopped && code === 'mark-damaged' && view.registryHere && lost && <VouchForMark />}
      {files && !stopped && view.left > 0 && <FileAgain left={view.left} />}
      {view.chains.map(chain => (
        <ChainCard key={chain.chain} chain={chain} />
      ))}
    </>
  )
}

function reasonOf(view: MarkView, code: string | undefined): (typeof WORDED)[number] | 'forked' | 'other' {
  if (view.chains.some(chain => chain.forked)) return 'forked'
  return WORDED.find(one => one === code) ?? 'other'
}

function Wait({ view, code }: { view: MarkView; code: string }) {
  const { t } = useTranslation()
  if (code !== 'rolled-back' && code !== 'mark-damaged') return null
  const forked = view.chains.some(chain => chain.forked)
  return (
    <section className="card" aria-labelledby="wait-title">
      <h2 id="wait-title">{t('signing.wait')}</h2>
      <p>{forked ? t('signing.waitForked') : code === 'rolled-back' ? t('signing.waitRolled') : t('signing.waitMark')}</p>
    </section>
  )
}

function ChainCard({ chain }: { chain: MarkView['chains'][number] }) {
  const { t } = useTranslation()
  const { behind, level, ahead, other } = chain.reached
  return (
    <section className="card" aria-labelledby={`chain-${chain.kind}`}>
      <h2 id={`chain-${chain.kind}`}>{t(`signing.chain.${chain.kind}`)}</h2>
      <dl className="facts">
        <dt>{t('signing.held')}</dt>
        <dd>{chain.held.toLocaleString()}</dd>
        <dt>{t('signing.marked')}</dt>
        <dd>{chain.marked === null ? t('signing.markLost') : chain.marked.toLocaleString()}</dd>
        {chain.shown !== null && (
          <>
            <dt>{t('signing.shown')}</dt>
            <dd>{chain.shown.toLocaleString()}</dd>
          </>
        )}
        <dt>{t('signing.reached')}</dt>
        <dd>{behind + level + ahead + other === 0 ? t('signing.reachedNone') : t('signing.reachedSome', { level, behind, more: ahead + other })}</dd>
      </dl>
    </section>
  )
}
