/** A verdict in plain words (screens.md): what was checked, whether it is sound, what was not established, each finding. */
import type { Finding, Verdict } from '../../shared/contract.ts'
import { counted } from './answer.ts'

function sentence(verdict: Verdict, open: readonly Finding[]): string {
  if (open.length > 0) return `${counted(open.length, 'finding')} ${open.length === 1 ? 'is' : 'are'} open.`
  const { notOpened } = verdict.payloads
  if (notOpened > 0) return `The chains are sound; ${counted(notOpened, 'payload')} ${notOpened === 1 ? 'was' : 'were'} not opened.`
  return verdict.notEstablished.length > 0 ? 'Everything checked is sound.' : 'Everything is sound.'
}

const place = ({ office, desk, chain, height, ref, table }: Finding): string =>
  [desk ?? office ?? chain, height === null ? undefined : `block ${height}`, ref ?? undefined, table === null ? undefined : `table ${table}`]
    .filter(part => part !== undefined && part !== null)
    .join(', ')

const MOST_SHOWN = 20
/** What the index lacks follows from what the ledger lost: the ledger comes first. */
const shown = (open: readonly Finding[]): readonly Finding[] =>
  [...open.filter(one => !one.code.startsWith('index')), ...open.filter(one => one.code.startsWith('index'))].slice(0, MOST_SHOWN)

export function verdictText(verdict: Verdict): string[] {
  const { chains, findings, notEstablished, payloads, network, seconds } = verdict
  const lines = chains.reduce((sum, chain) => sum + chain.lines, 0)
  const records = chains.reduce((sum, chain) => sum + chain.records, 0)
  const open = findings.filter(finding => finding.state === 'open')
  const decided = findings.filter(finding => finding.state === 'decided')
  return [
    `Checked ${counted(chains.length, 'chain')}, ${counted(lines, 'block')}, ${counted(records, 'record')}${network ? ` of ${network.name ?? network.id}` : ''} in ${seconds.toFixed(1)} seconds.`,
    sentence(verdict, open),
    ...(payloads.checked + payloads.notOpened + payloads.elsewhere > 0
      ? [
          `Content: ${payloads.checked.toLocaleString('en')} checked, ${payloads.notOpened.toLocaleString('en')} not opened, ${payloads.elsewhere.toLocaleString('en')} not on this desk.`
        ]
      : []),
    ...shown(open).map(finding => `FINDING  ${finding.code}: ${finding.detail}${place(finding) === '' ? '' : ` (${place(finding)})`}`),
    ...(open.length > MOST_SHOWN ? [`… and ${(open.length - MOST_SHOWN).toLocaleString('en')} more; --json shows all.`] : []),
    ...decided.map(finding => `decided  ${finding.code}: ${finding.detail}`),
    ...(notEstablished.length > 0 ? ['Not established:', ...notEstablished.map(({ detail }) => `  ${detail}`)] : [])
  ]
}
