/** Verification of the demo's folders, by the command that anybody would run. */
import type { Verdict } from '../../../shared/contract.ts'
import { runProgram } from './desk-process.ts'
import type { Tampered } from './tamper.ts'

export interface Checked {
  readonly code: number
  /** Undefined when the command could not run. */
  readonly verdict: Verdict | undefined
}

export async function check(folder: string, person: string, passphraseFile: string): Promise<Checked> {
  const { code, out } = await runProgram(['verify', folder, '--json', '--person', person, '--passphrase-file', passphraseFile])
  const said = JSON.parse(out) as Verdict | { readonly error: unknown }
  return { code, verdict: 'error' in said ? undefined : said }
}

/** Sound, with every payload opened or known to be elsewhere, and as many records as were filed. */
export const isSound = ({ code, verdict }: Checked, records: number): boolean =>
  code === 0 &&
  verdict !== undefined &&
  verdict.verdict === 'sound' &&
  verdict.findings.length === 0 &&
  verdict.payloads.notOpened === 0 &&
  verdict.chains.reduce((sum, chain) => sum + chain.records, 0) === records

/** Named: a finding at just that place. */
export function isNamed({ code, verdict }: Checked, { kind, chain, height, record }: Tampered): boolean {
  if (code !== 1 || verdict?.verdict !== 'findings') return false
  if (kind === 'index') return verdict.findings.some(finding => finding.code.startsWith('index'))
  return verdict.findings.some(
    finding => finding.chain === chain && finding.height === height && (record === null || kind === 'line' || finding.record === record)
  )
}

export const linesOf = ({ verdict }: Checked): number => verdict?.chains.reduce((sum, chain) => sum + chain.lines, 0) ?? 0
