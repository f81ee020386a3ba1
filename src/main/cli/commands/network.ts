/** `invite`, `join`, `admit`, `sync`: how an office comes in, and how desks hear of each other. */
import type { Output, Role } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { columns, counted, Heard, type Answer, type Voice } from '../answer.ts'
import { readText, writeNew } from '../files.ts'
import type { Globals } from '../globals.ts'
import { readPassphrase } from '../passphrase.ts'
import { waitUntil, withDesk, withPerson } from '../reach.ts'
import type { Reached } from '../reached.ts'
import { FOUNDER } from './found.ts'

export interface InviteFlags {
  readonly office: string
  readonly out: string
  readonly role: Role
  readonly hours: number
  readonly oversight: boolean
}

export function invite(globals: Globals, { office: name, out, role, hours, oversight }: InviteFlags): Promise<Answer> {
  return withPerson(globals, { network: true }, async ({ office }) => {
    const { id, text, expires } = await office.createInvitation({ office: name, role, hours, oversight })
    try {
      writeNew(out, `${text}\n`)
    } catch (error) {
      await office.cancelInvitation({ id })
      throw error
    }
    const { addresses } = await office.readInvitation({ invitation: text })
    const unreachable =
      addresses.length === 0 ? ['No address is known under which this desk can be reached: start it with "muniment serve", then invite again.'] : []
    return {
      value: { id, office: name, role, expires, file: out, addresses },
      text: [`Invitation for ${name} (${role}), until ${expires}: ${out}`, 'Give it to them by a way that only they can read.', ...unreachable]
    }
  })
}

const states = { new: 'not asked', joining: 'waiting', locked: 'admitted', open: 'admitted', readonly: 'read-only' } as const

function joined(state: Output<'deskState'>, words: string | null, data: string): Answer {
  const admitted = state.state === 'open' || state.state === 'locked'
  const value = {
    state: states[state.state],
    admitted,
    words,
    network: state.network?.id ?? null,
    office: state.office?.name ?? null,
    chain: state.desk?.chain ?? null,
    trouble: state.trouble,
    folder: data
  }
  if (admitted) return { value, text: [`This desk is admitted: ${state.desk?.name ?? ''}, ${state.office?.name ?? ''}.`] }
  const compare = words === null ? [] : [`Compare these six words with the administrator, by voice: ${words}`]
  return {
    value,
    text: [
      'This desk has asked and is not yet admitted.',
      ...(state.trouble ? [state.trouble.message] : []),
      ...compare,
      'Run "muniment join" again to see whether it is, or leave "muniment serve" running.'
    ]
  }
}

/** Knocking again is of no use: the invitation is spent, or the administrator has refused. */
const isFinal = ({ state, trouble }: Output<'deskState'>): boolean => state === 'joining' && trouble !== null && /^(invitation|join)-/.test(trouble.code)
const isAdmitted = ({ state }: Output<'deskState'>): boolean => state === 'open' || state === 'locked'

/** Asks to be admitted and waits; run again, it goes on waiting. */
export function join(globals: Globals, file: string, seconds: number, request: string | undefined, voice: Voice): Promise<Answer> {
  return withDesk(globals, { network: true }, async reached => {
    const { office } = reached
    const invitation = readText(file)
    const before = await office.deskState({})
    const passphrase = await readPassphrase(globals.passphraseFile, '--passphrase-file', before.state === 'new' ? 'A new passphrase: ' : 'Passphrase: ')
    let words: string | null = null
    if (before.state === 'new') {
      const asked = await office.joinNetwork({ invitation, person: globals.person ?? FOUNDER, passphrase })
      words = asked.words
      voice.tell(`Asked to be admitted. Compare these six words with the administrator: ${words}`)
    } else {
      const { id } = await office.readInvitation({ invitation })
      if (before.network && before.network.id !== id) throw new OfficeError('invitation-foreign', { network: before.network.name })
      await office.signIn({ person: globals.person ?? '', passphrase })
    }
    if (request !== undefined) {
      writeNew(request, `${(await office.joinRequest({})).text}\n`)
      voice.tell(
        `The request is in ${request}. The administrator takes it in with "muniment admit --request", and answers with a bundle: "muniment bundle import".`
      )
    }
    let state = await office.deskState({})
    await waitUntil(reached, seconds, async () => {
      state = await office.deskState({})
      return isAdmitted(state) || isFinal(state)
    })
    if (isFinal(state)) throw new Heard(state.trouble!)
    return joined(state, words, globals.data)
  })
}

type Request = Output<'network'>['requests'][number]

export interface AdmitFlags {
  readonly all: boolean
  readonly list: boolean
  /** Wait so long for somebody to ask. */
  readonly wait: number
  /** A request that came as a file. */
  readonly request?: string
  /** Who the newcomer is already, at another desk. */
  readonly as?: string
}

const described = ({ id, office, person, role, words }: Request): string[] => [id, office, person, role, words]

function chosen(requests: readonly Request[], id: string | undefined, { all, list }: AdmitFlags): readonly Request[] {
  if (id !== undefined) {
    const found = requests.filter(request => request.id === id)
    if (found.length === 0) throw new OfficeError('not-found', { what: 'waiting request', id })
    return found
  }
  return all || (!list && requests.length === 1) ? requests : []
}

/** Somebody of the network by id or name. */
async function personId(office: Reached['office'], given: string): Promise<string> {
  const found = (await office.decisions({})).people.filter(one => one.person === given || one.name === given)
  if (found.length === 1) return found[0]!.person
  throw new OfficeError('not-found', { what: found.length === 0 ? 'person' : 'single person', id: given })
}

/** Admits the request named, all of them, or the only one; lists them where there are several. */
export function admit(globals: Globals, id: string | undefined, flags: AdmitFlags): Promise<Answer> {
  return withPerson(globals, { network: true }, async reached => {
    const { office } = reached
    if (flags.request !== undefined) await office.takeJoinRequest({ text: readText(flags.request) })
    const asked = async (): Promise<readonly Request[]> => (await office.network({})).requests
    await waitUntil(reached, flags.wait, async () => (await asked()).length > 0)
    const requests = await asked()
    const wanted = chosen(requests, id, flags)
    const as = flags.as === undefined ? null : await personId(office, flags.as)
    const admitted: Request[] = []
    for (const request of wanted) if ((await office.admitRequest({ id: request.id, as })).admitted) admitted.push(request)
    const proposed = wanted.filter(request => !admitted.includes(request))
    const waiting = requests.filter(request => !wanted.includes(request))
    return {
      value: { admitted, proposed, waiting },
      text: [
        ...proposed.map(
          request => `Proposed: ${request.person} at ${request.office} as ${request.role}. Other administrators have to approve it: "muniment approve".`
        ),
        ...admitted.map(request => `Admitted: ${request.person} at ${request.office} as ${request.role}. The six words of their keys: ${request.words}`),
        ...(flags.request === undefined ? [] : admitted.map(({ office: to }) => `The answer, to be carried there: muniment bundle export --for "${to}" FILE`)),
        ...(waiting.length > 0
          ? ['Waiting. Compare the six words by voice, then "muniment admit ID" or "muniment admit --all":', ...columns(waiting.map(described))]
          : []),
        ...(requests.length === 0 ? ['Nobody is waiting to be admitted.'] : [])
      ]
    }
  })
}

/** Asks every known desk now. */
export function sync(globals: Globals, seconds: number): Promise<Answer> {
  return withPerson(globals, { network: true }, async reached => {
    const { office } = reached
    let answered = 0
    await waitUntil(reached, seconds, async () => (answered = Math.max(answered, (await office.syncNow({})).asked)) > 0)
    const { offices } = await office.network({})
    const desks = offices.flatMap(one => one.desks).filter(desk => !desk.mine)
    return {
      value: {
        answered,
        desks: desks.map(({ chain, office: at, desk, connected, lastContact, lines, behind, ahead, trouble }) => ({
          chain,
          office: at,
          desk,
          connected,
          lastContact,
          lines,
          behind,
          ahead,
          trouble
        }))
      },
      text: [
        answered === 0 ? 'No other desk could be reached.' : `${counted(answered, 'desk')} answered.`,
        ...columns(
          desks.map(desk => [
            desk.office,
            desk.desk,
            counted(desk.lines, 'block'),
            desk.lastContact ?? 'never heard of',
            desk.behind > 0 ? `${desk.behind} to fetch` : ''
          ])
        )
      ]
    }
  })
}
