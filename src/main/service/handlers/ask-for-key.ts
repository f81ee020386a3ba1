/** Asking for a new key, kept and handed on; and answered at once where the registry is kept here by whoever asks. */
import { OfficeError } from '../../../shared/errors.ts'
import { readContinuation, type Continuation } from '../../../shared/record/continuation.ts'
import type { PersonKeys } from '../../keys/entries.ts'
import { peopleOf, type Keyring } from '../../keys/keyring.ts'
import { nextPerson } from '../../keys/next-keys.ts'
import { signer, verify } from '../../keys/native.ts'
import { admitContinuation, askToContinue, keepContinuation, waitingContinuations, type Asking } from '../../ledger/continuing.ts'
import { keySigner, type KeySigner } from '../../ledger/ledger.ts'
import type { Context, Running } from '../context.ts'

/** The request of this desk that nobody has answered. */
export function ownRequest(running: Running, ring: Keyring): { readonly asked: Continuation; readonly text: string } | undefined {
  const keys = new Set([...ring.file.people.map(entry => entry.next?.key), ...peopleOf(ring).map(({ key }) => key)])
  return waitingContinuations(running.ledger).findLast(({ asked }) => keys.has(asked.person.key))
}

function requireContinuation(text: string): Continuation {
  const asked = readContinuation(text, verify)
  if (typeof asked === 'string') throw new OfficeError('continuation-unreadable', { detail: asked })
  return asked
}

/** Keeps the request and hands it on; the one that waits is asked again. */
export function ask(running: Running, ring: Keyring, asking: Asking): { readonly asked: Continuation; readonly text: string } {
  const waiting = ownRequest(running, ring)
  if (waiting && waiting.asked.person.key === asking.person.key && waiting.asked.at === asking.at.key) return waiting
  const text = askToContinue(running.ledger, asking)
  const kept = keepContinuation(running.ledger, text)
  if (typeof kept === 'object') throw new OfficeError('continuation-unreadable', { detail: kept.wrong })
  running.network?.give(text)
  return { asked: requireContinuation(text), text }
}

/** The registry is kept here and whoever asks may admit: they decide by asking. */
export function admitHere(running: Running, by: KeySigner, asked: Continuation): boolean {
  const { ownRegistry, registry } = running.ledger
  if (!ownRegistry || ownRegistry.trouble || registry.administratorOf(by.key, registry.size) === undefined || registry.policyAt(registry.size).quorum > 1)
    return false
  admitContinuation(running.ledger, asked.id, [by], 'clerk', office => running.projection.titles.office(office))
  running.registryGrew()
  running.network?.announce()
  return true
}

/** A person whose key is of the desk that this one goes on from: a new one is asked for. Called at sign-in, with the passphrase at hand. */
export async function askForPerson(context: Context, name: string, passphrase: string, old: PersonKeys): Promise<void> {
  const { ring, running } = context
  const known = running?.ledger.registry.keys.get(old.key)
  if (
    !ring ||
    !running ||
    !known ||
    known.desk === running.ledger.own.state.chain ||
    !running.ledger.registry.deskAt(running.ledger.own.state.chain, running.ledger.registry.size)
  )
    return
  const { own } = running.ledger
  const person = await nextPerson(ring, name, passphrase, own.state.chain)
  const by = keySigner(signer(old.seed))
  const { asked } = ask(running, ring, {
    desk: null,
    at: own.signer,
    chain: own.state.chain,
    ends: false,
    held: null,
    person: keySigner(signer(person.seed)),
    who: known.person,
    name
  })
  admitHere(running, by, asked)
}
