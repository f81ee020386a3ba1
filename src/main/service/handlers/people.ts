/** Another person at this desk: a key of their own, admitted by the registry. */
import type { Checked, Person } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import type { Grant } from '../../../shared/record/entry.ts'
import type { Json } from '../../../shared/ledger/jcs.ts'
import { provePossession } from '../../../shared/record/proposal.ts'
import { addPerson as addKept, forgetPerson, setPersonId } from '../../keys/people.ts'
import { signer } from '../../keys/native.ts'
import { wipe } from '../../keys/keyring.ts'
import { newId } from '../../ledger/compose.ts'
import { keySigner } from '../../ledger/ledger.ts'
import { carried } from '../../ledger/motion-of.ts'
import { moveAtOnce } from './decisions.ts'
import { ownChain, requireAuthor, requireRunning, type Context } from '../context.ts'
import type { LiveSession } from '../sessions.ts'
import { peopleViews } from './desk.ts'

export async function addPerson(context: Context, input: Checked<'addPerson'>, session: LiveSession): Promise<Person> {
  const running = requireRunning(context)
  requireAuthor(session)
  const { ledger } = running
  const { registry } = ledger
  const desk = registry.deskAt(ownChain(running), registry.size)
  if (!desk || !context.ring) throw new OfficeError('not-admitted')
  const keys = await addKept(context.ring, running.keys, { name: input.name, passphrase: input.passphrase, log2N: context.options.scryptLog2 })
  const own = keySigner(signer(keys.seed))
  wipe(keys)
  const grant: Grant = { form: null, office: input.role === 'admin' ? null : desk.office, role: input.role, scope: 'others' }
  try {
    const item = carried(
      ledger,
      {
        t: 'admit',
        id: newId(ledger.clock),
        what: 'person',
        person: null,
        key: own.key,
        desk: desk.chain,
        proof: provePossession({ key: own.key, net: ledger.net, seal: null }, own.sign),
        grants: [grant] as unknown as Json
      },
      [['@name', input.name]]
    )
    moveAtOnce(context, running, [item], session)
  } catch (error) {
    forgetPerson(context.ring, input.name)
    throw error
  }
  // Where it takes more than one administrator, or the registry is elsewhere, the key waits here until it is admitted.
  const known = registry.keys.get(own.key)
  if (known) setPersonId(context.ring, own.key, known.person)
  running.network?.announce()
  context.news.tell('deskChanged')
  context.news.tell('headMoved')
  return peopleViews(context).find(person => person.key === own.key)!
}
