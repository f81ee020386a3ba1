/** The Decisions page of the fake office: proposals that wait, lines kept aside, a desk with two histories. */
import type { Checked, DecisionsView, ForkView, MotionView, NewsKind, Output } from '../../src/shared/contract.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import { ago, desks, hashOf, LONG_NAME, people } from './fake-data.ts'

type Names =
  | 'succession'
  | 'draftSuccession'
  | 'approveByRecovery'
  | 'decisions'
  | 'draftMotion'
  | 'approveMotion'
  | 'withdrawMotion'
  | 'exportMotion'
  | 'importMotion'
  | 'exportFork'
type Answers = { [N in Names]: (input: Checked<N>) => Output<N> }

const yuma = desks[2]
const kayenta = desks[3]
const cut = { chain: yuma.chain, desk: yuma.desk, size: 3890, held: 3906, witnessed: 3890 }
const motion = (seed: number, change: Partial<MotionView>): MotionView => ({
  id: hashOf(seed),
  state: 'open',
  fault: null,
  parts: [
    {
      kind: 'revoke-desk',
      subject: yuma.desk,
      facts: [],
      reason: 'The laptop was stolen from a vehicle on 12 November.',
      cuts: [cut],
      signed: `{"entry":{"commitment":"${hashOf(seed + 1)}","cuts":[{"chain":"${yuma.chain}","root":"${hashOf(seed + 2)}","size":3890}],"t":"revoke","what":"desk"},"expiresAtSize":1042}`
    }
  ],
  approvals: [{ person: 'Luis Ortega', desk: 'Yuma Field Office desk 1', mine: false, counts: true, withdrawn: false }],
  has: 1,
  needed: 2,
  approved: false,
  left: 996,
  at: ago(95),
  ...change
})

const some = (): MotionView[] => [
  motion(501, {}),
  motion(511, {
    parts: [
      {
        kind: 'role',
        subject: LONG_NAME,
        facts: [
          ['was', 'clerk · Yuma Field Office'],
          ['role', 'supervisor · Yuma Field Office']
        ],
        reason: null,
        cuts: [],
        signed: '{"entry":{"t":"role"}}'
      }
    ],
    approvals: [{ person: people[0]!.name, desk: 'Flagstaff Field Office desk 1', mine: true, counts: true, withdrawn: false }],
    approved: true,
    at: ago(1500)
  }),
  motion(521, {
    parts: [{ kind: 'policy', subject: '', facts: [['quorum', '2 → 3']], reason: null, cuts: [], signed: '{"entry":{"t":"policy"}}' }],
    fault: 'too-few-administrators'
  }),
  motion(531, { state: 'filed', approved: true, has: 2, at: ago(9000) })
]

const line = (height: number, seed: number): ForkView['sides'][number]['lines'][number] => ({
  height,
  line: hashOf(seed),
  time: ago(2000 - height),
  author: 'Ruth Nez',
  entries: ['record', 'record']
})
const fork: ForkView = {
  chain: kayenta.chain,
  office: kayenta.office,
  desk: kayenta.desk,
  mine: false,
  registry: false,
  evidence: hashOf(601),
  at: 1453,
  height: 1452,
  kept: 1440,
  waiting: 19,
  decided: null,
  sides: [
    {
      mine: true,
      root: hashOf(602),
      size: 1459,
      checkpoint: hashOf(603),
      witnesses: [{ office: yuma.office, desk: yuma.desk, size: 1456, time: ago(1900) }],
      lines: [line(1452, 604), line(1453, 605), line(1454, 606)]
    },
    { mine: false, root: hashOf(612), size: 1455, checkpoint: hashOf(613), witnesses: [], lines: [line(1452, 614), line(1453, 615)] }
  ]
}

const aside: DecisionsView['aside'] = [
  {
    chain: yuma.chain,
    office: yuma.office,
    desk: yuma.desk,
    size: 3890,
    until: 3892,
    lines: [3890, 3891].map(height => ({ height, line: hashOf(700 + height), time: ago(300), author: 'Luis Ortega', entries: 3, accepted: false }))
  }
]

const registry: Output<'succession'> = {
  keeper: 'Flagstaff Field Office desk 1',
  here: true,
  since: null,
  lines: 41,
  former: [],
  competing: [],
  forked: false,
  usual: 41,
  needed: 3,
  administrators: 4,
  restored: false
}
/** Flagstaff's desk was lost, and Yuma's keeps the registry since. */
const succeeded: Output<'succession'> = {
  ...registry,
  keeper: yuma.desk,
  here: false,
  since: ago(4000),
  lines: 7,
  usual: 7,
  former: [
    {
      chain: hashOf(801),
      keeper: 'Flagstaff Field Office desk 1',
      kept: 39,
      reason: 'The office in Flagstaff was flooded; the machine and its disk are gone.',
      lost: [
        { height: 39, time: ago(4400), entries: ['admit person'] },
        { height: 40, time: ago(4300), entries: ['form', 'role'] }
      ],
      mine: true
    }
  ]
}
export const successionDraft = (): MotionView =>
  motion(551, {
    state: 'draft',
    approvals: [],
    has: 0,
    needed: 3,
    parts: [
      {
        kind: 'succeed',
        subject: 'Flagstaff Field Office desk 1',
        facts: [
          ['registryLines', '39'],
          ['registryLost', '2']
        ],
        reason: 'The office in Yuma was flooded.',
        cuts: [],
        signed: `{"entry":{"commitment":"${hashOf(552)}","desk":"${hashOf(553)}","t":"succeed"},"expiresAtSize":1073741825}`
      }
    ]
  })

export function decisionAnswers(room: { tell(kind: NewsKind): void }, kind: 'none' | 'some' | 'forked' | 'succeeded' | 'competing'): Answers {
  let motions = kind === 'none' ? [] : some()
  const of = (id: string): MotionView => {
    const found = motions.find(one => one.id === id)
    if (!found) throw new OfficeError('not-found', { what: 'decision', id })
    return found
  }
  const put = (changed: MotionView): MotionView => {
    motions = [changed, ...motions.filter(one => one.id !== changed.id)]
    room.tell('joinChanged')
    return changed
  }
  return {
    succession: () =>
      kind === 'succeeded' ? succeeded : kind === 'competing' ? { ...succeeded, competing: [hashOf(811)] } : { ...registry, forked: kind === 'forked' },
    draftSuccession: () => {
      const draft = successionDraft()
      motions = [...motions.filter(({ id }) => id !== draft.id), draft]
      return draft
    },
    approveByRecovery: ({ id }) => {
      const before = of(id)
      return put({ ...before, has: before.has + 1, state: before.has + 1 >= before.needed ? 'filed' : 'open' })
    },
    decisions: () => ({
      quorum: kind === 'none' ? 1 : 2,
      witnesses: 1,
      administrators: (kind === 'none' ? people.slice(0, 1) : [people[0]!, people[3]!, people[4]!]).map(({ person, name }) => ({ person, name })),
      people: people.map(({ person, name, role }) => ({ person, name, roles: role ?? '', desks: ['Flagstaff Field Office desk 1'] })),
      registryHere: true,
      motions: motions.filter(({ state }) => state !== 'draft'),
      aside: kind === 'none' ? [] : aside,
      forks: kind === 'forked' ? [fork] : []
    }),
    draftMotion: () => {
      const draft = motion(541, { state: 'draft', approvals: [], has: 0 })
      motions = [...motions.filter(({ id }) => id !== draft.id), draft]
      return draft
    },
    approveMotion: ({ id, passphrase }) => {
      if (passphrase === 'wrong') throw new OfficeError('wrong-passphrase', { person: people[0]!.name })
      const before = of(id)
      const has = before.has + 1
      const mine = { person: people[0]!.name, desk: 'Flagstaff Field Office desk 1', mine: true, counts: true, withdrawn: false }
      return put({ ...before, has, approved: true, state: has >= before.needed ? 'filed' : 'open', approvals: [...before.approvals, mine] })
    },
    withdrawMotion: ({ id }) => {
      const before = of(id)
      return put({ ...before, has: before.has - 1, approved: false, state: before.has === 1 ? 'withdrawn' : 'open' })
    },
    exportMotion: ({ id }) => ({ name: `proposal-${id.slice(0, 8)}.json`, text: '{}' }),
    importMotion: () => ({ ...motion(501, {}), already: false }),
    exportFork: ({ chain }) => ({ name: `two-histories-${chain.slice(0, 8)}.json`, text: '{}' })
  }
}
