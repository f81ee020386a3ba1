/** What evidence does not establish, said with what it does: a closed list of codes, each with a sentence. */
import type { ProvedRecord, ProvedVersion } from './evidence-records.ts'
import type { EvidenceRegistry } from './evidence-registry.ts'

export type UnprovedCode =
  | 'all'
  | 'network'
  | 'person'
  | 'truth'
  | 'later-versions'
  | 'revocations'
  | 'other-history'
  | 'witnesses'
  | 'not-before'
  | 'withheld'
  | 'content'
  | 'attachments'
  | 'logic'

export interface NotEstablished {
  readonly code: UnprovedCode
  readonly detail: string
}

const say = (code: UnprovedCode, detail: string): NotEstablished => ({ code, detail })
const some = <T>(list: readonly T[], made: (count: number) => NotEstablished): NotEstablished[] => (list.length === 0 ? [] : [made(list.length)])
const dayOf = (iso: string): string => iso.slice(0, 10)

function ofTimes(versions: readonly ProvedVersion[]): NotEstablished[] {
  return [
    ...some(
      versions.filter(({ notAfter }) => notAfter === null),
      n => {
        const { wanted, witnesses } = versions.find(({ notAfter }) => notAfter === null)!
        const have = witnesses.filter(({ counts }) => counts).length
        return say(
          'witnesses',
          `By when it was filed at the latest: the network asks for ${wanted <= 1 ? 'the signature of another office' : `the signatures of ${wanted} other offices`}, and ${have === 0 ? 'none is' : `${have} are`} in this file${n > 1 ? ` (${n} versions)` : ''}.`
        )
      }
    ),
    ...some(
      versions.filter(({ notBefore }) => notBefore === null),
      n =>
        say(
          'not-before',
          `Since when it was filed at the earliest${n > 1 ? ` (${n} versions)` : ''}: the line names nothing dated that stands in this file. The time in the line is what the clock of the desk claimed.`
        )
    )
  ]
}

function ofContent(versions: readonly ProvedVersion[]): NotEstablished[] {
  const withheld = versions.flatMap(version => version.withheld)
  const hidden = versions.reduce((sum, version) => sum + version.hidden, 0)
  const named = versions.flatMap(version => version.attachments).filter(({ included }) => !included)
  return [
    ...some(withheld, n =>
      say(
        'withheld',
        `What ${n === 1 ? 'one answer says' : `${n} answers say`}: withheld. ${n === 1 ? 'It stands' : 'Each stands'} in the record as it was filed and can be shown later.`
      )
    ),
    ...(hidden > 0 ? [say('withheld', `What ${hidden === 1 ? 'one answer' : `${hidden} answers`} and the questions to them are: withheld.`)] : []),
    ...some(
      versions.filter(({ content }) => content === null),
      n => say('content', `The content of ${n === 1 ? 'one version' : `${n} versions`}: not in this file.`)
    ),
    ...some(named, n =>
      say('attachments', `The content of ${n === 1 ? 'one attachment' : `${n} attachments`}: not in this file. Name, size and SHA-256 are proved.`)
    ),
    ...some(
      versions.filter(({ disclosed }) => disclosed.some(([path, value]) => path === '@engine' && value === null)),
      () => say('logic', "That the answers keep to the form's own rules: they were not checked when it was filed.")
    )
  ]
}

export function notEstablished({ registry, witnessed }: EvidenceRegistry, records: readonly ProvedRecord[], compared: boolean): NotEstablished[] {
  const versions = records.flatMap(record => record.versions)
  const until = witnessed && witnessed.size === registry.size ? `, as another desk signed it on ${dayOf(new Date(witnessed.time * 1_000).toISOString())}` : ''
  return [
    ...(compared ? [] : [say('network', `Whose network it is: its id was not compared with one that its owner has published (${registry.net}).`)]),
    ...ofTimes(versions),
    ...ofContent(versions),
    say('later-versions', 'Whether the record was amended or voided in a line that is not in this file.'),
    say('revocations', `Whether rights were taken away or lines cut off after line ${registry.size - 1} of the registry${until}.`),
    say('other-history', 'Whether a key has signed another history elsewhere: one file can not show that.'),
    say('person', 'Who used the key: a key signed, and the registry says to whom it was given.'),
    say('truth', 'Whether what was filed is true.')
  ]
}
