/** `mark`: why a desk does not sign, and how it goes on; and, at the desk that keeps the registry, who asks to. */
import type { Continuing, MarkView, Role } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { columns, counted, type Answer } from '../answer.ts'
import { readText, writeNew } from '../files.ts'
import type { Globals } from '../globals.ts'
import { readPassphrase } from '../passphrase.ts'
import { requireDesk, waitUntil, withDesk, withPerson } from '../reach.ts'

const chainText = ({ kind, held, marked, shown, forked, trouble, reached }: MarkView['chains'][number]): string[] => [
  `${kind === 'registry' ? 'The registry' : 'This desk'}: ${counted(held, 'block')} here; the mark ${marked === null ? 'is lost' : `says ${marked}`}.`,
  ...(shown === null ? [] : [`Another office has shown ${shown}.`]),
  ...(forked ? ['Its key has signed another history too: there is, or was, a copy of this folder.'] : []),
  ...(trouble === null
    ? []
    : [
        `Nothing is signed on it (${trouble}). Desks reached now: ${reached.level} hold the same, ${reached.behind} less, ${reached.ahead + reached.other} more or other.`
      ])
]

const askedText = (asked: NonNullable<MarkView['asked']>): string[] => [
  `A new key was asked for at ${asked.at}. Compare these six words with the administrator, by voice: ${asked.words}`
]

export function showMark(globals: Globals): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const view = await office.mark({})
    const { trouble } = await office.deskState({})
    return {
      value: { ...view, trouble },
      text: [
        ...(trouble ? [trouble.message, trouble.next] : ['This desk may sign.']),
        ...view.chains.flatMap(chainText),
        ...(view.asked ? askedText(view.asked) : []),
        ...(view.left > 0 ? [`${counted(view.left, 'entry', 'entries')} of the former key wait to be filed again: muniment mark file-again.`] : [])
      ]
    }
  })
}

/** Asks for a new key; with --out the request is written to a file for the administrator. Waits for the answer. */
export function continueDesk(globals: Globals, out: string | undefined, seconds: number): Promise<Answer> {
  requireDesk(globals.data)
  return withDesk(globals, { network: true }, async reached => {
    const { office } = reached
    const passphrase = await readPassphrase(globals.passphraseFile)
    const before = (await office.deskState({})).desk?.chain ?? null
    const asked = await office.continueDesk({ person: globals.person ?? '', passphrase })
    if (out !== undefined && !asked.admitted) writeNew(out, `${asked.text}\n`)
    const moved = async (): Promise<boolean> => {
      const state = await office.deskState({})
      return state.trouble?.code !== 'restored' && state.desk?.chain !== before
    }
    const admitted = asked.admitted || (await waitUntil(reached, seconds, moved))
    const chain = (await office.deskState({})).desk?.chain ?? null
    return {
      value: { admitted, words: asked.words, request: admitted ? null : asked.text, file: admitted ? null : (out ?? null), chain },
      text: admitted
        ? [`This desk goes on under a new key: ${chain ?? ''}.`]
        : [
            `Asked for a new key. Compare these six words with the administrator, by voice: ${asked.words}`,
            ...(out === undefined ? [] : [`The request is in ${out}: an administrator takes it with "muniment mark admit --request FILE".`]),
            'It goes on by itself once that desk has been reached again: leave "muniment serve" running, or run "muniment sync".'
          ]
    }
  })
}

const rowOf = ({ id, office, desk, person, words, newDesk, cut }: Continuing): string[] => [
  id,
  office,
  desk,
  person,
  newDesk ? `goes on from ${cut}` : 'a key',
  words
]

export function listContinuing(globals: Globals): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const waiting = await office.listContinuing({})
    return { value: waiting, text: waiting.length === 0 ? ['Nobody asks for a new key.'] : columns(waiting.map(rowOf)) }
  })
}

export interface AdmitFlags {
  readonly request?: string
  readonly role: Role
  readonly refuse?: boolean
}

export function admitContinuing(globals: Globals, id: string | undefined, { request, role, refuse = false }: AdmitFlags): Promise<Answer> {
  const text = request === undefined ? undefined : readText(request).trim()
  return withPerson(globals, { network: true }, async ({ office }) => {
    const taken = text === undefined ? undefined : await office.takeContinuing({ text })
    const waiting = await office.listContinuing({})
    const chosen = taken ?? waiting.find(one => one.id === id) ?? (id === undefined && waiting.length === 1 ? waiting[0] : undefined)
    if (!chosen) throw new OfficeError('not-found', { what: 'request', id: id ?? `(${waiting.length} wait)` })
    if (refuse) await office.refuseContinuing({ id: chosen.id })
    else await office.admitContinuing({ id: chosen.id, role })
    return {
      value: { ...chosen, admitted: !refuse },
      text: [refuse ? `Refused: ${chosen.person} at ${chosen.desk}.` : `Admitted: ${chosen.person} at ${chosen.desk}. Their six words were: ${chosen.words}`]
    }
  })
}

/** The file holds the words of the recovery key as they were printed. */
export function vouchForMark(globals: Globals, file: string): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    await office.vouchForMark({ recoveryKey: readText(file).trim() })
    return { value: { signs: true }, text: ['The mark was made again at what is here. This desk signs.'] }
  })
}

export function fileAgain(globals: Globals): Promise<Answer> {
  return withPerson(globals, { network: true }, async ({ office }) => {
    const { filed, left } = await office.fileAgain({})
    return { value: { filed, left }, text: [`${counted(filed, 'entry', 'entries')} filed again; ${left} left.`] }
  })
}
