/**
 * An office in memory, for pages under test: a `Link` over the contract with real-looking data. Whatever goes in and out
 * is held to the contract's own shapes, so that a page that works here works against a desk. Failures come on demand.
 */
import {
  calls,
  type CallName,
  type Checked,
  type DeskState,
  type NewsKind,
  type Output,
  type Person,
  type RecordRow,
  type Role
} from '../../src/shared/contract.ts'
import { OfficeError, type Detail, type ErrorCode } from '../../src/shared/errors.ts'
import type { Files, Link, Reply } from '../../src/shared/wire.ts'
import { jobOf } from './fake-job.ts'
import { ago, deskState, desks, forms, hashOf, network, NOW, people, recordRow, signedIn, uuidOf } from './fake-data.ts'
import { backupAnswers, noBackups, type FakeBackups } from './fake-backups.ts'
import { formXml } from './fake-form.ts'
import { recordAnswers, refuse } from './fake-records.ts'
import { markAnswers } from './fake-mark.ts'
import { decisionAnswers } from './fake-decisions.ts'
import { bundleAnswers, type BundleCalls, chainRows, networkView } from './fake-views.ts'

export interface FakeOptions {
  state?: DeskState['state']
  records?: number
  role?: Role
  /** The key of who is signed in counts for nothing: not admitted yet, or revoked. */
  rights?: 'waiting' | 'revoked'
  /** Calls that fail, and with which code. */
  fail?: Partial<Record<CallName, ErrorCode>>
  /** Calls that never answer. */
  hang?: CallName[]
  verdict?: 'none' | 'running' | 'sound' | 'findings'
  requests?: boolean
  /** What waits on the Decisions page. */
  decisions?: 'none' | 'some' | 'forked' | 'succeeded' | 'competing'
  live?: boolean
  /** The program ended while the first draft stood open. */
  readonly interrupted?: boolean
  /** No forms, drafts, other offices. */
  empty?: boolean
  trouble?: ErrorCode
  /** What a stopped desk has asked for and what waits to be filed again; desks that ask to go on. */
  asked?: boolean
  left?: number
  continuing?: boolean
}

export type Answers = { [N in CallName]: (input: Checked<N>) => Output<N> }
type Draft = Output<'getDraft'>

export interface FakeOffice extends Link {
  readonly files: Files
  readonly asked: { name: string; input: unknown }[]
  tell(kind: NewsKind): void
  fail(name: CallName, code: ErrorCode | null, detail?: Detail): void
  /** One more record, as if it had just been filed or had come in. */
  arrive(count: number): void
}

export interface Room {
  me: Person | null
  state: DeskState['state']
  live: boolean
  rows: RecordRow[]
  drafts: Map<string, Draft>
  staged: Map<string, Uint8Array>
  job: Output<'verifyJob'>
  backup: FakeBackups
  requests: boolean
  invitations: Output<'network'>['invitations']
  tell(kind: NewsKind): void
}

/** Two dozen words, as a desk prints them. */
const RECOVERY_WORDS =
  'harvest lantern copper meadow violin summit anchor velvet orchard pistol quantum ribbon saddle timber umbrella vapor walnut yellow zebra acoustic bronze candle dolphin ember'
const wordsIn = (typed: string): string =>
  typed
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean)
    .join(' ')

function deskAnswers(
  room: Room,
  options: FakeOptions
): Pick<
  Answers,
  | 'deskState'
  | 'startNetwork'
  | 'confirmRecovery'
  | 'readInvitation'
  | 'joinNetwork'
  | 'signIn'
  | 'signOut'
  | 'changePassphrase'
  | 'addPerson'
  | 'rebindFolder'
  | 'recover'
  | 'status'
> {
  const enter = (state: DeskState['state'], me: Person | null): void => {
    room.state = state
    room.me = me
    room.tell('deskChanged')
  }
  const extra: Person[] = []
  const trouble = options.trouble ? new OfficeError(options.trouble, { marked: 5204, held: 5198 }) : null
  return {
    deskState: () => ({
      ...deskState(room.state, room.me),
      people: [...deskState(room.state, room.me).people, ...extra],
      live: room.live,
      trouble: trouble && { code: trouble.code, message: trouble.message, next: trouble.next }
    }),
    startNetwork: ({ passphrase }) => {
      if (passphrase.length < 12) refuse('weak-passphrase', { wanted: 12, got: passphrase.length })
      room.live = false
      enter('open', people[0]!)
      return { recoveryKey: RECOVERY_WORDS }
    },
    confirmRecovery: ({ recoveryKey }) => {
      if (wordsIn(recoveryKey) !== RECOVERY_WORDS) refuse('recovery-mismatch')
      room.live = true
      room.tell('deskChanged')
      return {}
    },
    readInvitation: ({ invitation }) =>
      invitation.trim().startsWith('muniment-invitation')
        ? {
            network: network.name,
            id: network.id,
            office: 'Page Field Office',
            role: 'clerk',
            expires: ago(-4 * 1440),
            expired: false,
            addresses: ['/ip4/10.20.1.7/tcp/47321']
          }
        : refuse('invitation-unreadable', { detail: 'it does not begin with "muniment-invitation"' }),
    joinNetwork: ({ passphrase }) => {
      if (passphrase.length < 12) refuse('weak-passphrase', { wanted: 12, got: passphrase.length })
      enter('joining', null)
      return { words: 'harbor lantern copper meadow violin summit', admitted: false }
    },
    signIn: ({ person, passphrase }) => {
      const found = people.find(one => one.name === person && one.here) ?? refuse('unknown-person', { person })
      if (passphrase === 'again and again') refuse('too-many-tries', { person, seconds: 30 })
      if (passphrase !== 'correct horse battery') refuse('wrong-passphrase', { person })
      enter('open', found)
      return found
    },
    signOut: () => {
      enter('locked', null)
      return { onlyHere: room.rows.filter(row => row.copies === 0).length }
    },
    changePassphrase: ({ old }) => (old === 'correct horse battery' ? {} : refuse('wrong-passphrase', { person: room.me?.name ?? '' })),
    addPerson: ({ name, role, passphrase }) => {
      if (passphrase.length < 12) refuse('weak-passphrase', { wanted: 12, got: passphrase.length })
      const added: Person = { person: hashOf(200 + extra.length), key: hashOf(300 + extra.length), name, role, here: true, active: true }
      extra.push(added)
      room.tell('deskChanged')
      return added
    },
    rebindFolder: () => ({}),
    recover: ({ recoveryKey, person }) => {
      if (wordsIn(recoveryKey) !== RECOVERY_WORDS) refuse('recovery-mismatch')
      const found = { ...people[0]!, name: person }
      enter('open', found)
      return found
    },
    status: () => {
      const own = room.rows.filter(row => row.desk === desks[0].desk)
      const onlyHere = own.filter(row => row.copies === 0).length
      return {
        records: room.rows.length,
        drafts: room.drafts.size,
        onlyHere,
        copied: own.length - onlyHere,
        offices: options.empty ? 0 : 2,
        lastContact: options.empty ? null : { office: 'Yuma Field Office', time: ago(2) },
        working: null
      }
    }
  }
}

function draftAnswers(
  room: Room,
  options: FakeOptions
): Pick<Answers, 'listForms' | 'getForm' | 'importForm' | 'listDrafts' | 'damagedDrafts' | 'getDraft' | 'saveDraft' | 'deleteDraft'> {
  const known = options.empty ? [] : [...forms]
  const find = (pack: string): Output<'listForms'>[number] => known.find(one => one.package === pack) ?? refuse('unknown-form', { form: pack })
  return {
    listForms: () => known,
    getForm: ({ package: pack }) => ({ ...find(pack), xml: formXml }),
    importForm: ({ xml }) => {
      if (!xml.includes('<')) refuse('form-not-readable', { detail: 'line 1: this is not XML' })
      const added = { ...forms[0]!, form: 'imported', title: 'Imported form', package: hashOf(39), records: 0, version: '1' }
      known.unshift(added)
      room.tell('formsChanged')
      return added
    },
    damagedDrafts: () => [],
    listDrafts: () => [...room.drafts.values()].map(({ instance: _instance, staged: _staged, ...row }) => row),
    getDraft: ({ id }) => room.drafts.get(id) ?? refuse('not-found', { what: 'draft', id }),
    saveDraft: input => {
      const form = forms.find(one => one.package === input.package) ?? forms[0]!
      const ref = input.amends ? (room.rows.find(row => row.id.line === input.amends!.line)?.ref ?? null) : null
      const saved: Draft = {
        ...input,
        form: form.form,
        title: form.title,
        saved: new Date().toISOString(),
        started: room.drafts.get(input.id)?.started ?? new Date().toISOString(),
        ref
      }
      room.drafts.set(input.id, saved)
      room.tell('draftsChanged')
      const { instance: _instance, staged: _staged, ...row } = saved
      return row
    },
    deleteDraft: ({ id }) => {
      room.drafts.delete(id)
      room.tell('draftsChanged')
      return {}
    }
  }
}

function networkAnswers(
  room: Room,
  options: FakeOptions
): Pick<Answers, 'network' | 'createInvitation' | 'cancelInvitation' | 'admitRequest' | 'refuseRequest' | 'addAddress' | 'syncNow' | 'testReach'> {
  const decide = (): { admitted: boolean; needed: number } => {
    room.requests = false
    room.tell('joinChanged')
    return { admitted: true, needed: 1 }
  }
  return {
    network: () => ({ ...networkView({ requests: room.requests, alone: options.empty === true }), invitations: room.invitations }),
    createInvitation: ({ office, role, hours }) => {
      const made = { id: uuidOf(80 + room.invitations.length), office, role, expires: ago(-60 * hours), used: false }
      room.invitations = [...room.invitations, made]
      room.tell('joinChanged')
      return {
        id: made.id,
        expires: made.expires,
        text: `muniment-invitation:1:${hashOf(1)}:${'eyJvZmZpY2UiOiJQYWdlIiwicm9sZSI6ImNsZXJrIn0'.repeat(4)}:${hashOf(2)}`
      }
    },
    cancelInvitation: ({ id }) => {
      room.invitations = room.invitations.filter(one => one.id !== id)
      room.tell('joinChanged')
      return {}
    },
    admitRequest: decide,
    refuseRequest: () => (decide(), {}),
    addAddress: ({ address }) =>
      address.startsWith('/') ? {} : refuse('bad-input', { field: 'address', wanted: 'an address such as /ip4/10.0.0.7/tcp/47321', got: address }),
    syncNow: () => ({ asked: options.empty ? 0 : 2 }),
    testReach: () => [{ desk: 'Yuma Field Office desk 2', at: new Date().toISOString(), answered: true, reached: '/ip4/192.168.4.20/tcp/47321', why: null }]
  }
}

function otherAnswers(
  room: Room,
  options: FakeOptions
): Pick<
  Answers,
  | 'listChains'
  | 'startVerify'
  | 'verifyJob'
  | 'cancelVerify'
  | 'proveRecord'
  | BundleCalls
  | 'backups'
  | 'createBackup'
  | 'setBackupSchedule'
  | 'runBackup'
  | 'drillBackup'
  | 'cancelCopy'
  | 'restoreBackup'
> {
  const set = (job: Output<'verifyJob'>): Output<'verifyJob'> => {
    room.job = job
    room.tell('jobChanged')
    return job
  }
  return {
    listChains: () => (options.empty ? [] : chainRows()),
    startVerify: () => set(jobOf('running')),
    verifyJob: () => room.job,
    cancelVerify: () => set({ ...jobOf('running'), state: 'cancelled', secondsLeft: null }),
    ...backupAnswers(room, network.name),
    proveRecord: ({ record, withhold }) => ({
      download: 'download/evidence',
      name: `${[record].flat()[0]!}.evidence.json`,
      size: 24_000,
      repeats: withhold.includes('/data/site/name') && !withhold.includes('/data/notes') ? ['/data/notes'] : []
    }),
    ...bundleAnswers()
  }
}

const sampleDraft = (seed: number, rest: Partial<Draft>): [string, Draft] => {
  const id = uuidOf(seed)
  return [
    id,
    {
      id,
      package: forms[0]!.package,
      form: 'site-inspection',
      title: 'Site inspection',
      name: 'Gila Gravity Canal gate 4',
      saved: ago(25),
      started: ago(70),
      answered: 5,
      total: 18,
      amends: null,
      ref: null,
      instance:
        '<data id="site-inspection" version="3"><site><name>Gila Gravity Canal gate 4</name><date/><condition/><hazards/></site><notes/><inspector/><follow_up/><meta><instanceID/></meta></data>',
      staged: [],
      open: false,
      ...rest
    }
  ]
}

export function fakeOffice(options: FakeOptions = {}): FakeOffice {
  const receivers = new Set<(news: { kind: NewsKind }) => void>()
  const failing = new Map<string, { code: ErrorCode; detail: Detail }>(Object.entries(options.fail ?? {}).map(([name, code]) => [name, { code, detail: {} }]))
  const asked: FakeOffice['asked'] = []
  const total = options.empty ? 0 : (options.records ?? 1204)
  const tell = (kind: NewsKind): void => queueMicrotask(() => receivers.forEach(receive => receive({ kind })))
  const state = options.state ?? 'open'
  const me = state === 'open' || state === 'readonly' ? signedIn(options) : null
  const drafts = options.empty
    ? []
    : [
        sampleDraft(41, { open: options.interrupted === true }),
        sampleDraft(42, { name: '', answered: 1, saved: ago(1500), package: forms[1]!.package, form: 'contract-award', title: 'Contract award', total: 26 })
      ]
  const room: Room = {
    me,
    state,
    live: options.live ?? true,
    rows: Array.from({ length: total }, (_, i) => recordRow(i, total)),
    drafts: new Map(drafts),
    staged: new Map(),
    job: jobOf(options.verdict),
    backup: noBackups,
    requests: options.requests ?? false,
    invitations: networkView({ requests: false, alone: options.empty === true }).invitations,
    tell
  }
  const answers: Answers = {
    ...deskAnswers(room, options),
    ...recordAnswers(room, options),
    ...draftAnswers(room, options),
    ...networkAnswers(room, options),
    ...markAnswers(room, options),
    ...decisionAnswers(room, options.decisions ?? 'none'),
    ...otherAnswers(room, options)
  }

  const answer = <N extends CallName>(name: N, input: unknown): unknown => {
    const checked = calls[name].input.parse(input) as Checked<N>
    return calls[name].output.parse(answers[name](checked))
  }
  const request = async (name: string, input: unknown): Promise<Reply> => {
    asked.push({ name, input })
    await new Promise(resolve => setTimeout(resolve, 0))
    if (options.hang?.includes(name as CallName)) return new Promise(() => undefined)
    const failure = failing.get(name)
    if (failure) return { ok: false, ...failure }
    if (!Object.hasOwn(calls, name)) return { ok: false, code: 'unknown-call', detail: { name } }
    try {
      return { ok: true, value: structuredClone(answer(name as CallName, structuredClone(input))) }
    } catch (error) {
      if (error instanceof OfficeError) return { ok: false, code: error.code, detail: error.detail }
      return { ok: false, code: 'internal', detail: { what: error instanceof Error ? error.message : String(error) } }
    }
  }
  const put = async (bytes: Uint8Array): Promise<{ sha256: string; size: number }> => {
    const sha256 = hashOf(7000 + room.staged.size)
    room.staged.set(sha256, bytes)
    return { sha256, size: bytes.length }
  }
  const files: Files = {
    put,
    upload: async body => {
      const sha256 = hashOf(8000 + body.size)
      return { sha256, size: body.size }
    },
    async *open(path) {
      yield new TextEncoder().encode(`bytes of ${path}`)
    },
    get: async path => room.staged.get(path.slice(path.lastIndexOf('/') + 1)) ?? new TextEncoder().encode(`bytes of ${path}`)
  }
  return {
    request,
    files,
    asked,
    tell,
    listen: receive => {
      receivers.add(receive)
      return () => receivers.delete(receive)
    },
    fail: (name, code, detail = {}) => (code === null ? failing.delete(name) : failing.set(name, { code, detail })),
    arrive: count => {
      const first = room.rows.length
      room.rows = [
        ...Array.from({ length: count }, (_, i) => ({
          ...recordRow(800_000 + first + i, 1),
          time: new Date(NOW + i * 1000).toISOString(),
          ref: `YUM-2-9${String(first + i).padStart(5, '0')}`
        })),
        ...room.rows
      ]
      tell('headMoved')
    }
  }
}

/** The people, offices and desks that the fake knows, for what a test compares with. */
export { people as fakePeople, desks as fakeDesks }
