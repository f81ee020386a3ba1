import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { DeskState, Finding, Output, Verdict } from '../../../shared/contract.ts'
import { useDesk } from '../../office/context.tsx'
import { useCall } from '../../office/use-call.ts'
import { deskName, relativeTime } from '../../office/words.ts'
import { Empty } from '../../parts/empty.tsx'
import { Glyph, type Sign } from '../../parts/icon.tsx'
import { Moment, useNow } from '../../parts/moment.tsx'
import { Answered } from '../../parts/waiting.tsx'

type Chain = Output<'listChains'>[number]
interface Judged {
  readonly chain: Chain
  readonly found: boolean
  readonly verified: boolean
}

/** Lower stands higher: wrong, troubled, behind, long unheard of, the rest. */
const rankOf = ({ chain, found }: Judged): number =>
  found ? 0 : chain.trouble.length > 0 ? 1 : chain.unseen > 0 ? 2 : !chain.mine && chain.kind === 'desk' && chain.lastContact === null ? 3 : 4

function judge(chains: readonly Chain[], verdict: Verdict | null, findings: readonly Finding[]): Judged[] {
  const open = new Set(findings.filter(finding => finding.state === 'open').map(finding => finding.chain))
  // without a chain a finding touches all of them: then none is called sound
  const all = open.has(null)
  return chains
    .map(chain => ({
      chain,
      found: open.has(chain.chain),
      verified: !all && !open.has(chain.chain) && (verdict?.chains.some(one => one.chain === chain.chain && one.lines >= chain.lines) ?? false)
    }))
    .sort(
      (a, b) => rankOf(a) - rankOf(b) || Number(b.chain.mine) - Number(a.chain.mine) || (a.chain.lastContact ?? '').localeCompare(b.chain.lastContact ?? '')
    )
}

/** Every chain that this desk keeps, those that need attention first. */
export function Chains({ verdict, findings, at }: { verdict: Verdict | null; findings: readonly Finding[]; at: string | null }) {
  const { t } = useTranslation()
  const chains = useCall('listChains', {})
  return (
    <section className="card" aria-labelledby="chains-title">
      <h2 id="chains-title">{t('integrity.chainsTitle')}</h2>
      <Answered of={chains}>
        {rows =>
          rows.length === 0 ? (
            <Empty sign="integrity" title={t('integrity.emptyTitle')} level={3}>
              {t('integrity.empty')}
            </Empty>
          ) : (
            <>
              <p className="usa-hint">{t('integrity.chainsLead')}</p>
              <div className="scroll-x" role="group" aria-labelledby="chains-title" tabIndex={0}>
                <ChainTable rows={judge(rows, verdict, findings)} at={at} />
              </div>
            </>
          )
        }
      </Answered>
    </section>
  )
}

const columns = ['chain', 'state', 'blocks', 'records', 'witnessed', 'contact'] as const

function ChainTable({ rows, at }: { rows: readonly Judged[]; at: string | null }) {
  const { t, i18n } = useTranslation()
  const number = new Intl.NumberFormat(i18n.language)
  return (
    <table className="usa-table chains">
      <thead>
        <tr>
          {columns.map(column => (
            <th key={column} scope="col" className={column === 'blocks' || column === 'records' ? 'number' : undefined}>
              {t(`integrity.columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.chain.chain}>
            <th scope="row">
              {row.chain.kind === 'registry' ? t('integrity.theRegistry') : <bdi>{deskName(row.chain)}</bdi>}
              {row.chain.mine && row.chain.kind === 'desk' && <span className="quiet"> ({t('integrity.mine')})</span>}
            </th>
            <td>
              <ChainState row={row} at={at} />
            </td>
            <td className="number">{number.format(row.chain.lines)}</td>
            <td className="number">{number.format(row.chain.records)}</td>
            <td>
              <Witnessed chain={row.chain} />
            </td>
            <td>
              {row.chain.mine ? (
                t('integrity.contactSelf')
              ) : row.chain.lastContact ? (
                <Moment at={row.chain.lastContact} kind="measured" focusable={false} />
              ) : row.chain.kind === 'registry' ? (
                ''
              ) : (
                t('integrity.contactNever')
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function ChainState({ row, at }: { row: Judged; at: string | null }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const desk = useDesk()
  const { chain, found, verified } = row
  const lines: { sign: Sign; tone: string; words: string }[] = []
  if (found) lines.push({ sign: 'error', tone: 'conflict', words: t('integrity.foundWrong') })
  for (const trouble of chain.trouble) lines.push({ sign: 'error', tone: 'conflict', words: troubleWords(t, trouble, desk) })
  if (lines.length === 0 && chain.lines === 0) lines.push({ sign: 'info', tone: 'quiet', words: t('integrity.nothingYet') })
  if (lines.length === 0) {
    lines.push(
      verified && at
        ? { sign: 'good', tone: 'filed', words: t('integrity.okayVerified', { when: relativeTime(t, at, now, i18n.language) }) }
        : { sign: 'info', tone: 'quiet', words: t('integrity.okay') }
    )
  }
  if (chain.unseen > 0) lines.push({ sign: 'waiting', tone: 'waiting', words: t('integrity.unseen', { count: chain.unseen }) })
  return lines.map(line => (
    <span key={line.words} className={`state state--${line.tone} state--block`}>
      <Glyph sign={line.sign} />
      <span>{line.words}</span>
    </span>
  ))
}

/** A chain's trouble is that it goes on beyond its cut, that it forked, or the code of what keeps this desk from signing, which the desk says in full. */
function troubleWords(t: TFunction, code: string, desk: DeskState): string {
  if (code === 'cut') return t('integrity.beyondCut')
  if (code === 'chain-forked') return t('integrity.forked')
  if (code === 'half-missing') return t('integrity.halfMissing')
  return code === desk.trouble?.code ? desk.trouble.message : `${t('integrity.trouble')}: ${code}`
}

/** Offices whose newest cosignature covers at least this much; the lowest is what all of them vouch for. */
function Witnessed({ chain }: { chain: Chain }) {
  const { t } = useTranslation()
  const offices = new Set(chain.witnesses.map(witness => witness.office)).size
  if (offices === 0) return <span className="quiet">{t('integrity.notWitnessed')}</span>
  const size = Math.min(...chain.witnesses.map(witness => witness.size))
  return <span>{t('integrity.witnesses', { count: offices, size: size - 1 })}</span>
}
