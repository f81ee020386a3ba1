/** Views of the fake office that are looked up, not listed: one record, chains, network, verdicts. */
import type { Output, RecordRow, Verdict } from '../../src/shared/contract.ts'
import { ago, desks, forms, hashOf, LONG_NAME, network, NOW, offices, people, registryChain, uuidOf, values } from './fake-data.ts'

export function recordView(row: RecordRow): Output<'getRecord'> {
  const pack = forms.find(form => form.form === row.form && form.newest)!.package
  const desk = desks.find(one => row.ref.startsWith(one.short))!
  const versions: Output<'getRecord'>['versions'] = []
  for (let i = 0; i < row.versions; i++) {
    const last = i === row.versions - 1
    const voids = row.state === 'voided' && last
    versions.push({
      id: i === 0 ? row.id : { line: hashOf(500_000 + i + Number(row.ref.slice(-6))), index: 0 },
      kind: i === 0 ? 'record' : voids ? 'void' : 'amend',
      author: i === 0 ? row.author : people[1]!.name,
      office: row.office,
      desk: row.desk,
      time: i === 0 ? row.time : new Date(Date.parse(row.time) + i * Math.min(26 * 3_600_000, (NOW - Date.parse(row.time)) / 4)).toISOString(),
      reason: i === 0 ? null : voids ? 'Entered twice: the same visit is FLG-1-000871.' : 'The condition was read again on the second visit.',
      values: !row.held || voids ? null : values(row, i > 0),
      package: voids ? null : pack,
      engine: '@getodk/xforms-engine 0.22.0',
      effect: row.state === 'waiting' ? 'waiting' : row.state === 'noEffect' ? 'noEffect' : 'counts',
      why: row.state === 'noEffect' ? 'role' : row.state === 'waiting' ? 'registry-behind' : null,
      current: last || (row.state === 'conflict' && i > 0)
    })
  }
  const others = desks.filter(one => one.office !== row.office).slice(0, Math.max(row.copies, row.witnessed))
  return {
    row,
    heads: versions.filter(version => version.current).map(version => version.id),
    versions,
    review: reviewView(row, versions.at(-1)!.id),
    proof: {
      chain: desk.chain,
      office: desk.office,
      desk: desk.desk,
      height: 1203,
      line: row.id.line,
      index: 0,
      checkpoint: { size: desk.lines, root: hashOf(77), time: ago(3) },
      witnesses: others.slice(0, row.witnessed).map((one, i) => ({ office: one.office, desk: one.desk, time: ago(4 + i * 90) })),
      copies: others.slice(0, row.copies).map((one, i) => ({ office: one.office, desk: one.desk, time: ago(2 + i * 45) })),
      notBefore: row.witnessed > 0 ? new Date(Date.parse(row.time) - 3_600_000).toISOString() : null,
      wanted: 1,
      notAfter: row.witnessed > 0 ? new Date(Date.parse(row.time) + 7_200_000).toISOString() : null,
      registrySize: 14,
      clockMarks: []
    }
  }
}

function reviewView({ review: state, office, desk, time }: RecordRow, binds: RecordRow['id']): Output<'getRecord'>['review'] {
  const made = (decision: 'approve' | 'return', n: number, reason: string | null): Output<'getRecord'>['review']['decisions'][number] => ({
    id: { line: hashOf(700_000 + n), index: 0 },
    binds,
    decision,
    person: people[n]!.name,
    office,
    desk,
    time: new Date(Math.min(NOW, Date.parse(time) + n * 3_600_000)).toISOString(),
    reason,
    stands: true,
    why: null
  })
  const approvals = [made('approve', 1, null), made('approve', 3, 'The sum agrees with the order.')]
  const decisions = state === 'approved' ? approvals : state === 'returned' ? [made('return', 1, 'The date is that of the order, not of the visit.')] : []
  return {
    state,
    rule: state === 'none' ? 'none' : 'four-eyes',
    needed: state === 'none' ? 0 : 2,
    approved: state === 'approved' ? 2 : 0,
    may: { decide: state !== 'none', submit: state === 'none', withdraw: false },
    decisions
  }
}

export const chainRows = (): Output<'listChains'> => [
  {
    chain: registryChain,
    kind: 'registry',
    office: null,
    desk: null,
    mine: true,
    lines: 14,
    records: 0,
    checkpoint: { size: 14, time: ago(3) },
    witnesses: desks.slice(1, 3).map(desk => ({ office: desk.office, desk: desk.desk, size: 14, time: ago(40) })),
    unseen: 0,
    lastContact: null,
    trouble: []
  },
  ...desks.map((desk, i): Output<'listChains'>[number] => ({
    chain: desk.chain,
    kind: 'desk',
    office: desk.office,
    desk: desk.desk,
    mine: desk.mine,
    lines: desk.lines,
    records: Math.round(desk.lines * 0.95),
    checkpoint: { size: desk.lines, time: ago(3 + i) },
    witnesses: desks
      .filter(other => other.office !== desk.office)
      .slice(0, 2)
      .map(other => ({ office: other.office, desk: other.desk, size: desk.lines - i * 6, time: ago(4 + i * 30) })),
    unseen: i === 3 ? 42 : 0,
    lastContact: desk.mine ? null : ago([0, 9, 2, 15_840][i]!),
    trouble: []
  }))
]

export const networkView = (options: { requests: boolean; alone: boolean }): Output<'network'> => ({
  id: network.id,
  name: network.name,
  self: { peer: hashOf(90), addresses: ['/ip4/192.168.4.20/tcp/47321', '/ip4/100.72.11.9/tcp/47321/ws'], listening: true, through: [], relays: false },
  worker: 'up',
  offices: offices.slice(0, options.alone ? 1 : 3).map(office => ({
    id: office.id,
    name: office.name,
    oversight: office.oversight,
    desks: desks
      .filter(desk => desk.office === office.name && (!options.alone || desk.mine))
      .map(desk => ({
        chain: desk.chain,
        office: desk.office,
        desk: desk.desk,
        mine: desk.mine,
        connected: desk.short === 'YUM-2' || desk.short === 'FLG-2',
        lastContact: desk.mine ? null : desk.short === 'KAY-1' ? ago(15_840) : ago(2),
        lines: desk.lines,
        behind: desk.short === 'KAY-1' ? 42 : 0,
        ahead: desk.short === 'KAY-1' ? 120 : desk.short === 'YUM-2' ? 6 : 0,
        addresses: desk.short === 'FLG-2' ? [] : [`/ip4/10.20.${desk.number}.7/tcp/47321`],
        trouble: desk.short === 'KAY-1' ? 'peer-unreachable' : null,
        hub: desk.short === 'YUM-2',
        line: desk.short === 'YUM-2' || desk.short === 'FLG-2' ? { since: ago(50), address: '/ip4/10.20.1.7/tcp/47321', inbound: false, via: null } : null,
        why: desk.short === 'KAY-1' ? 'timed-out' : null,
        tried: desk.short === 'KAY-1' ? ago(1) : null,
        stick: desk.short === 'KAY-1' ? ago(9_000) : null,
        clockOff: null,
        doing: desk.short === 'FLG-2' ? { what: 'payloads', desk: desk.desk, left: 230 } : null,
        lacking: { payloads: desk.short === 'FLG-2' ? 230 : 0, files: 0 }
      }))
  })),
  invitations: options.alone ? [] : [{ id: uuidOf(61), office: 'Page Field Office', role: 'clerk', expires: ago(-4 * 1440), used: false }],
  requests: options.requests
    ? [
        {
          id: uuidOf(71),
          office: 'Page Field Office',
          person: LONG_NAME,
          role: 'clerk',
          words: 'harbor lantern copper meadow violin summit',
          at: ago(6),
          desk: true
        }
      ]
    : []
})

export function verdictOf(kind: 'sound' | 'findings'): Verdict {
  return {
    network: { id: network.id, name: network.name },
    verdict: kind,
    chains: [
      { chain: registryChain, office: null, desk: null, lines: 14, records: 0 },
      ...desks.map(desk => ({ chain: desk.chain, office: desk.office, desk: desk.desk, lines: desk.lines, records: Math.round(desk.lines * 0.95) }))
    ],
    payloads: { checked: 11_888, notOpened: 0, elsewhere: 14 },
    findings:
      kind === 'sound'
        ? []
        : [
            {
              code: 'line-signature',
              chain: desks[2].chain,
              office: desks[2].office,
              desk: desks[2].desk,
              height: 1203,
              record: `${hashOf(100_871)}.0`,
              ref: 'YUM-2-000871',
              table: null,
              detail:
                'Block 1,203 of Yuma Field Office desk 2 was changed after it was filed: its author did not sign what is stored. The signature does not fit the 1,412 bytes that are here. It holds record YUM-2-000871.',
              state: 'open'
            },
            {
              code: 'payload-commitment',
              chain: desks[0].chain,
              office: desks[0].office,
              desk: desks[0].desk,
              height: 88,
              record: `${hashOf(100_088)}.0`,
              ref: 'FLG-1-000088',
              table: null,
              detail: 'Block 88 of Flagstaff Field Office desk 1 has content that is not what was signed. It holds record FLG-1-000088.',
              state: 'decided'
            }
          ],
    notEstablished: [
      { code: 'network-id', detail: 'the network id was not compared with a published one' },
      { code: 'office-silent', detail: 'Kayenta Field Office has not been in contact since 9 November' },
      { code: 'only-here', detail: '6 records filed today exist only on this desk' }
    ],
    seconds: 41.3
  }
}

export type BundleCalls = 'limits' | 'setLimits' | 'planBundle' | 'exportBundle' | 'importBundle' | 'joinRequest' | 'takeJoinRequest'
/** Answers about what is carried by hand. */
export const bundleAnswers = (): { [N in BundleCalls]: () => Output<N> } => {
  const plan: Output<'planBundle'> = {
    office: LONG_NAME,
    desks: desks.slice(1, 3).map(({ desk }) => desk),
    lines: 42,
    all: 12_494,
    contents: 61,
    said: ago(9_000)
  }
  const limits: Output<'limits'> = { cap: 64, budget: 500, held: 412_000_000, lacking: { payloads: 12, files: 3 }, waiting: true }
  return {
    limits: () => limits,
    setLimits: () => limits,
    planBundle: () => plan,
    exportBundle: () => ({ ...plan, download: 'download/bundle', name: 'flagstaff-2026-11-20.bundle' }),
    importBundle: () => ({
      desk: desks[3]?.desk ?? LONG_NAME,
      office: LONG_NAME,
      for: 'Flagstaff Field Office',
      time: ago(200),
      lines: 42,
      payloads: 40,
      files: 3,
      statements: 18,
      already: 1200,
      refused: ['gap', 'payload-audience'],
      vouched: 6
    }),
    joinRequest: () => ({ name: 'Page-request.muniment-join', text: 'muniment-join:AAAA' }),
    takeJoinRequest: () => ({ state: 'waiting' })
  }
}
