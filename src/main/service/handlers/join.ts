/** Joining a network: read the invitation, make this desk's keys, and knock until an administrator has decided. */
import { join } from 'node:path'
import type { Checked, Output } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { comparisonNumbers, readInvitation as read, type Invitation, type JoinRequest } from '../../../shared/record/invitation.ts'
import { guardKeyOf } from '../../keys/cipher.ts'
import { createKeyring, deskSealKeyOf, recordedPlace } from '../../keys/keyring.ts'
import { createMark, MARK_FILE } from '../../keys/mark.ts'
import { native, signer, verify } from '../../keys/native.ts'
import { wordsOf } from '../../keys/recovery.ts'
import { answerJoin } from '../../ledger/admission.ts'
import { joinRequest, readJoinRequest, writeJoinRequest } from '../../ledger/join-request.ts'
import { keySigner } from '../../ledger/ledger.ts'
import { openStore } from '../../store/open.ts'
import { getMeta, putMeta } from '../../store/meta.ts'
import { requireSpace } from '../../store/reserve.ts'
import { transact } from '../../store/transact.ts'
import { aboutDesk, ABOUT, type About } from './desk.ts'
import { requireRunning, type Context } from '../context.ts'
import type { LiveSession } from '../sessions.ts'
import { orUndone } from './first-run.ts'

/** The invitation and our request, kept until we are admitted. */
export const JOINING = 'joining'
export interface Joining {
  readonly invitation: Invitation
  readonly request: JoinRequest
}

function requireInvitation(text: string): Invitation {
  const invitation = read(text, verify)
  if (typeof invitation === 'string') throw new OfficeError('invitation-unreadable', { detail: invitation })
  return invitation
}

export function readInvitation(context: Context, input: Checked<'readInvitation'>): Output<'readInvitation'> {
  const { name, net, officeName, role, expires, addresses } = requireInvitation(input.invitation)
  return { network: name, id: net, office: officeName, role, expires, expired: Date.parse(expires) < context.options.now(), addresses: [...addresses] }
}

export const joinWords = (request: JoinRequest): string => wordsOf(comparisonNumbers(native, request))

export function joinNetwork(context: Context, input: Checked<'joinNetwork'>, session: LiveSession): Promise<Output<'joinNetwork'>> {
  const { folder, now } = context.options
  const invitation = requireInvitation(input.invitation)
  const about = aboutDesk(context)
  if (about && about.net !== invitation.net) throw new OfficeError('invitation-foreign', { network: about.network })
  if (context.ring) throw new OfficeError('desk-exists', { folder })
  if (Date.parse(invitation.expires) < now()) throw new OfficeError('invitation-expired', { expired: invitation.expires })
  return orUndone(context, () => knockWith(context, invitation, input, session))
}

async function knockWith(context: Context, invitation: Invitation, input: Checked<'joinNetwork'>, session: LiveSession): Promise<Output<'joinNetwork'>> {
  const { folder, now, scryptLog2 } = context.options
  const { locks } = context.sessions
  requireSpace(folder)
  const {
    ring,
    desk: keys,
    person
  } = await createKeyring(folder, { name: input.person, passphrase: input.passphrase, log2N: scryptLog2, registry: false }, { now })
  const desk = keySigner(signer(keys.seed))
  const own = keySigner(signer(person.seed))
  const { net } = invitation
  const request = joinRequest(invitation, { desk, at: desk.key, seal: deskSealKeyOf(ring), person: own, name: input.person.normalize('NFC') })
  createMark(join(folder, MARK_FILE), { ...recordedPlace(ring), net, chain: desk.key, size: 0, root: null, frontier: [], head: null }).close()
  const about: About = {
    net,
    mode: 'permissioned',
    network: invitation.name,
    office: invitation.officeName,
    officeId: null,
    desk: invitation.officeName,
    number: 0,
    registry: invitation.registry
  }
  const store = openStore(folder)
  try {
    const guard = guardKeyOf(keys.vaultKey)
    transact(store.ledger, () => {
      putMeta(store.ledger, guard, JOINING, JSON.stringify({ invitation, request } satisfies Joining))
      putMeta(store.ledger, guard, ABOUT, JSON.stringify(about))
    })
  } finally {
    store.close()
  }
  context.adopt()
  await context.open(keys)
  context.sessions.signIn(session, locks, { person: own.key as never, name: input.person, rank: 'person', signer: own, wipe: () => person.seed.fill(0) })
  context.news.tell('deskChanged')
  return { words: joinWords(request), admitted: false }
}

/** For whoever can not reach the registry's desk: the request goes there in a file, and the answer comes back as a bundle. */
export function joinRequestFile(context: Context): Output<'joinRequest'> {
  const { ledger, guard } = requireRunning(context)
  const text = getMeta(ledger.store.ledger, guard, JOINING)
  if (text === undefined || ledger.registry.desks.has(ledger.own.state.chain)) throw new OfficeError('not-found', { what: 'request', id: 'to join' })
  const { invitation, request } = JSON.parse(text) as Joining
  return { name: `${invitation.officeName} request`.replaceAll(/[^\p{L}\p{N}]+/gu, '-') + '.muniment-join', text: writeJoinRequest(request) }
}

export function takeJoinRequest(context: Context, input: Checked<'takeJoinRequest'>): Output<'takeJoinRequest'> {
  const { ledger } = requireRunning(context)
  if (!ledger.ownRegistry) throw new OfficeError('not-registry-desk', { desk: 'the desk that keeps the registry' })
  const request = readJoinRequest(input.text)
  if (typeof request === 'string') throw new OfficeError('join-request-unreadable', { detail: request })
  // nobody has proved over a line who asks: the proofs of possession in the request do, and the six words
  const state = answerJoin(ledger, request.at, request)
  context.news.tell('joinChanged')
  return { state }
}
