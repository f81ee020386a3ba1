/** A second desk in the network of the first: asked and admitted without a message, so that only the exchange is measured. */
import { mkdirSync } from 'node:fs'
import { readInvitation } from '../../../src/shared/record/invitation.ts'
import { provePossession } from '../../../src/shared/record/proposal.ts'
import { randomBytes } from 'node:crypto'
import { verify } from '../../../src/main/keys/native.ts'
import { sealKeyOf } from '../../../src/main/keys/secrets.ts'
import { admitRequest, answerJoin, makeInvitation } from '../../../src/main/ledger/admission.ts'
import { newId } from '../../../src/main/ledger/compose.ts'
import { clock, keep, keyOf, newSeed, type BenchDesk } from './ledger.ts'

export function joinDesk({ ledger, person }: BenchDesk, folder: string): void {
  mkdirSync(folder)
  const invited = { office: null, officeName: 'Mesa', networkName: 'Bench', role: 'clerk', oversight: false, expires: clock.now() + 3_600_000 } as const
  const invitation = readInvitation(makeInvitation(ledger, invited, []).text, verify)
  if (typeof invitation === 'string') throw new Error(invitation)
  const seeds = { registry: null, desk: newSeed(), person: newSeed(), vault: newSeed() }
  const [desk, own] = [keyOf(seeds.desk), keyOf(seeds.person)]
  const seal = sealKeyOf(randomBytes(32))
  const { net } = ledger
  const id = newId(clock)
  answerJoin(ledger, desk.key, {
    at: desk.key,
    code: invitation.code,
    desk: { key: desk.key, proof: provePossession({ key: desk.key, net, seal }, desk.sign), seal },
    id,
    net,
    person: { key: own.key, name: 'Bea', proof: provePossession({ key: own.key, net, seal: null }, own.sign) },
    v: 1
  })
  admitRequest(ledger, id, [person])
  const office = ledger.registry.desks.get(desk.key)?.office
  if (!office) throw new Error('the second desk was not admitted')
  keep(folder, { seeds, registry: ledger.registry.chain, net, office })
}
