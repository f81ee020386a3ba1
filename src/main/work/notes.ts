/** What a verification did not establish, said beside its verdict: a sound verdict never covers what was not looked at. */
import type { Verdict } from '../../shared/contract.ts'
import type { Key, OfficeId } from '../../shared/names.ts'
import type { Registry } from '../../shared/record/registry.ts'
import type { AuditPlan } from '../ledger/audit.ts'
import { tables, type TableName } from '../store/tables.ts'
import type { Found, Outcome } from './found.ts'
import type { Counts, NamesResult } from './tasks.ts'

type Note = Verdict['notEstablished'][number]

const DAY_MS = 86_400_000
/** Silent for longer than this is said. */
const SILENT_MS = 7 * DAY_MS

/** Which check stands for each table; `vault`: only where it is open. A table that is not here is said to be unchecked. */
const checked: Readonly<Partial<Record<TableName, 'always' | 'vault'>>> = {
  meta: 'vault',
  chains: 'always',
  lines: 'always',
  payloads: 'vault',
  seeds: 'vault',
  files: 'vault',
  pieces: 'vault',
  checkpoints: 'always',
  cosignatures: 'always',
  cosignature_days: 'always',
  receipts: 'always',
  seen_notes: 'always',
  lacking: 'always',
  packages: 'always',
  aside: 'vault',
  evidence: 'vault',
  drafts: 'vault',
  staged: 'vault',
  staged_pieces: 'vault',
  invitations: 'vault',
  requests: 'vault',
  peers: 'vault'
}

const count = (n: number, one: string, many: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

export function notesOf(found: Found, counts: Counts, named: NamesResult, plan: AuditPlan): Note[] {
  const notes: Note[] = []
  const say = (code: string, detail: string | undefined): void => {
    if (detail !== undefined) notes.push({ code, detail })
  }
  const { snapshot, registry } = found
  if (snapshot.net !== null) say('network-id', 'the network id was not compared with a published one')
  if (snapshot.noKeys !== null) say('own-keys', `the keys of this desk can not be read, so its mark was not compared: ${snapshot.noKeys}`)
  if (counts.notOpened > 0)
    say(
      'payloads-not-opened',
      `the content of ${count(counts.notOpened, 'entry was', 'entries was')} not opened${plan.vaultKey ? '' : ': the vault is closed'}`
    )
  if (counts.elsewhere > 0) say('payloads-elsewhere', `the content of ${count(counts.elsewhere, 'entry is', 'entries is')} not on this desk`)
  if (counts.filesElsewhere > 0)
    say('attachments-elsewhere', `attachments of ${count(counts.filesElsewhere, 'entry are', 'entries are')} not, or not wholly, on this desk`)
  if (counts.unknownKinds > 0)
    say('unknown-kind', `${count(counts.unknownKinds, 'entry was', 'entries were')} written by a newer program: kept and proved, not understood`)
  sayEffects(counts, found, say)
  for (const outcome of found.outcomes) say('unwitnessed', unwitnessed(outcome, registry, named))
  if (found.unseen > 0)
    say(
      'seen-missing',
      `${count(found.unseen, 'note that blocks of this desk name is', 'notes that blocks of this desk name are')} not here: not before when they were signed can not be shown`
    )
  const beyond = found.outcomes.reduce((sum, { statements }) => sum + statements.beyond, 0)
  if (beyond > 0) say('beyond-lines', `${count(beyond, 'signed statement speaks', 'signed statements speak')} of more blocks than are on this desk`)
  if (registry !== null)
    for (const { chain, result } of found.outcomes)
      if (chain.kind === 'desk' && !registry.desks.has(chain.key) && chain.key !== snapshot.own)
        say('chain-not-admitted', `the registry here admits no desk with the chain ${chain.key.slice(0, 8)}… (${count(result.size, 'block', 'blocks')})`)
  if (registry?.haltedAt !== null && registry)
    say('registry-halted', `the registry holds an entry of a newer program at ${registry.haltedAt} lines: who may do what is judged only up to there`)
  if (registry && registry.voids.length > 0)
    say('registry-void', `${count(registry.voids.length, 'entry of the registry has', 'entries of the registry have')} no effect`)
  if (found.packages.absent > 0) say('packages-elsewhere', `${count(found.packages.absent, 'published form is', 'published forms are')} not on this desk`)
  if (found.packages.unnamed > 0) say('packages-unnamed', `${count(found.packages.unnamed, 'form is', 'forms are')} kept that the registry does not name`)
  if (found.index === null) say('index', 'the index was not compared with the ledger')
  else if (found.index.notChecked !== null) say('index', `the index was not compared with the ledger: ${found.index.notChecked}`)
  if (!plan.live) sayMarks(found, say)
  saySilent(found, registry, named, plan.now, say)
  const open = tables.filter(({ table }) => checked[table] === undefined || (checked[table] === 'vault' && !plan.vaultKey)).map(({ table }) => table)
  if (open.length > 0) say('tables', `rows of these tables were not checked by their guard: ${open.join(', ')}`)
  return notes
}

function sayEffects({ effects }: Counts, found: Found, say: (code: string, detail: string) => void): void {
  for (const [why, n] of Object.entries(effects).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const [effect, reason = ''] = why.split(' ')
    if (reason === 'unknown-kind') continue
    if (reason === 'target-not-here') {
      if (found.index === null || found.index.notChecked !== null)
        say('authority-partly', `${count(n, 'entry speaks', 'entries speak')} of other records; whether its author may was not judged`)
    } else if (effect === 'waiting') say('authority-waiting', `${count(n, 'entry waits', 'entries wait')} for the registry (${reason})`)
    else say('no-effect', `${count(n, 'entry has', 'entries have')} no effect (${reason})`)
  }
}

function unwitnessed({ chain, result, statements }: Outcome, registry: Registry | null, named: NamesResult): string | undefined {
  const own = registry?.desks.get(chain.key)?.office
  const sizes = statements.witnessed.filter(({ witness }) => {
    const office = registry?.desks.get(witness)?.office
    return office !== undefined && (own === undefined || office !== own)
  })
  const most = Math.max(0, ...sizes.map(({ size }) => size))
  const left = result.size - most
  if (left <= 0) return undefined
  const name = named.chains.find(one => one.chain === chain.key)?.desk ?? (chain.kind === 'registry' ? 'the registry' : `the chain ${chain.key.slice(0, 8)}…`)
  if (left === result.size) return `no block of ${name} (${left.toLocaleString('en')}) carries the cosignature of another office`
  return `the last ${count(left, 'block', 'blocks')} of ${name} ${left === 1 ? 'does' : 'do'} not carry the cosignature of another office`
}

function sayMarks({ snapshot, outcomes }: Found, say: (code: string, detail: string) => void): void {
  for (const { chain, result } of outcomes) {
    const mark = snapshot.marks.find(one => one.chain === chain.key)?.mark
    if (mark && mark.size < result.size)
      say('mark-behind', `the last ${count(result.size - mark.size, 'block', 'blocks')} of this desk came after its mark was read or last written`)
  }
}

/** By the newest thing that each office signed and that is here. */
function saySilent({ outcomes }: Found, registry: Registry | null, named: NamesResult, now: number, say: (code: string, detail: string) => void): void {
  if (!registry) return
  const last = new Map<OfficeId, number>()
  const heard = (desk: Key, at: number): void => {
    const office = registry.desks.get(desk)?.office
    if (office !== undefined && at > (last.get(office) ?? 0)) last.set(office, at)
  }
  for (const { chain, parts, statements } of outcomes) {
    for (const { lastTime } of parts) if (lastTime !== null) heard(chain.key, Date.parse(lastTime))
    for (const { witness, time } of statements.witnessed) heard(witness, time * 1000)
  }
  for (const { office, name } of named.offices) {
    const at = last.get(office as OfficeId)
    const who = name ?? `the office ${office.slice(0, 8)}…`
    if (at !== undefined && now - at > SILENT_MS) say('office-silent', `nothing signed by ${who} after ${new Date(at).toISOString().slice(0, 10)} is here`)
  }
}
