/** The network page: offices, desks, who is near, invitations and those who ask to come in. */
import type { Checked, Output } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import type { EntryId, Key, OfficeId, PersonId } from '../../../shared/names.ts'
import { holds } from '../../../shared/record/registry-facts.ts'
import { wordsOf } from '../../keys/recovery.ts'
import { requestItems } from '../../ledger/admission.ts'
import { moveAtOnce } from './decisions.ts'
import { aboutDesk } from './desk.ts'
import { requireRunning, type Context } from '../context.ts'
import { deskRows, hubsIn } from '../desk-rows.ts'
import type { Admissions } from '../office-network.ts'
import type { LiveSession } from '../sessions.ts'

type View = Output<'network'>

export function network(context: Context): View {
  const running = requireRunning(context)
  const { registry } = running.ledger
  const { titles } = running.projection
  const rows = deskRows(running)
  const self = running.network?.self() ?? null
  return {
    id: running.ledger.net,
    name: titles.network,
    self: self && {
      peer: self.peer,
      addresses: [...self.addresses],
      listening: self.addresses.length > 0,
      through: hubsIn(running, self.addresses),
      relays: running.network?.relays ?? false
    },
    worker: running.network?.worker() ?? 'off',
    offices: [...registry.offices.values()]
      .filter(office => holds(office, registry.size))
      .map(office => ({
        id: office.office,
        name: titles.office(office.office),
        oversight: office.oversight,
        desks: [...registry.desks.values()].filter(desk => desk.office === office.office).map(desk => rows(desk))
      })),
    invitations: [...(running.admissions?.invitations() ?? [])],
    requests: (running.admissions?.requests() ?? []).map(({ numbers, ...request }) => ({ ...request, words: wordsOf(numbers) }))
  }
}

export async function testReach(context: Context): Promise<Output<'testReach'>> {
  const { network: office, projection } = requireRunning(context)
  const tests = (await office?.testReach()) ?? []
  return tests.map(({ peer, at, answered, reached, why }) => ({ desk: projection.titles.desk(peer), at: new Date(at).toISOString(), answered, reached, why }))
}

function requireAdmissions(context: Context): Admissions {
  const { admissions, projection, ledger } = requireRunning(context)
  if (admissions) return admissions
  const keeper = ledger.registry.desks.values().next().value
  throw new OfficeError('not-registry-desk', { desk: keeper ? projection.titles.desk(keeper.chain) : 'another desk' })
}

export function createInvitation(context: Context, input: Checked<'createInvitation'>): Output<'createInvitation'> {
  const admissions = requireAdmissions(context)
  const { ledger, projection } = requireRunning(context)
  const known = [...ledger.registry.offices.values()].find(
    office => holds(office, ledger.registry.size) && projection.titles.office(office.office) === input.office
  )
  const made = admissions.invite({
    office: (known?.office ?? null) as OfficeId | null,
    officeName: input.office,
    networkName: aboutDesk(context)?.network ?? projection.titles.network,
    role: input.role,
    oversight: known?.oversight ?? input.oversight,
    expires: context.options.now() + input.hours * 3_600_000
  })
  context.news.tell('joinChanged')
  return made
}

export function cancelInvitation(context: Context, { id }: Checked<'cancelInvitation'>): Record<string, never> {
  requireAdmissions(context).cancel(id as EntryId)
  context.news.tell('joinChanged')
  return {}
}

/** Admits, or proposes to where it takes more than one administrator. */
export function admitRequest(context: Context, { id, as }: Checked<'admitRequest'>, session: LiveSession): Output<'admitRequest'> {
  requireAdmissions(context)
  const running = requireRunning(context)
  const { ledger } = running
  const person = as === null ? null : (as as PersonId)
  const admitted = moveAtOnce(context, running, requestItems(ledger, id as EntryId, person), session)
  context.news.tell('joinChanged')
  context.news.tell('headMoved')
  context.news.tell('peersChanged')
  running.network?.announce()
  return { admitted, needed: ledger.registry.policyAt(ledger.registry.size).quorum }
}

export function refuseRequest(context: Context, { id }: Checked<'refuseRequest'>): Record<string, never> {
  requireAdmissions(context).refuse(id as EntryId)
  context.news.tell('joinChanged')
  return {}
}

export function addAddress(context: Context, input: Checked<'addAddress'>): Record<string, never> {
  const { network: office, ledger } = requireRunning(context)
  if (!ledger.registry.desks.has(input.chain as Key)) throw new OfficeError('not-found', { what: 'desk', id: input.chain.slice(0, 8) })
  if (!/^\/(ip4|ip6|dns|dns4|dns6)\/[^/\s]+\/tcp\/\d{1,5}(\/(ws|wss|p2p\/[A-Za-z0-9]+|p2p-circuit))*$/.test(input.address))
    throw new OfficeError('bad-input', { field: 'address', wanted: 'a multiaddr such as /ip4/192.0.2.7/tcp/4433', got: input.address })
  office?.addAddress(input.chain as Key, input.address)
  context.news.tell('peersChanged')
  return {}
}

export async function syncNow(context: Context): Promise<Output<'syncNow'>> {
  return { asked: (await requireRunning(context).network?.syncNow()) ?? 0 }
}
