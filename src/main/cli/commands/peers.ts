/** `peers`: every other desk, seen or not, since when, how, why not, and what to try. */
import { contactWords } from '../../../shared/contact-words.ts'
import type { Output } from '../../../shared/contract.ts'
import { counted, type Answer } from '../answer.ts'
import type { Globals } from '../globals.ts'
import { withPerson } from '../reach.ts'

type View = Output<'network'>
type Desk = View['offices'][number]['desks'][number]
type Reach = Output<'testReach'>

/** `reach`: have the others dial back. */
export function peers(globals: Globals, reach: boolean): Promise<Answer> {
  return withPerson(globals, { network: true }, async ({ office, running }) => {
    if (!running) await office.syncNow({}) // this program was not on the network until now
    const tests = reach ? await office.testReach({}) : null
    const view = await office.network({})
    const desks = view.offices.flatMap(one => one.desks).filter(desk => !desk.mine)
    return {
      value: { self: view.self, worker: view.worker, ...(tests ? { reach: tests } : {}), desks },
      text: [
        ...selfText(view),
        ...(tests ? reachText(tests) : []),
        '',
        ...(desks.length === 0 ? ['There is no other desk in this network yet.'] : desks.flatMap(deskText))
      ]
    }
  })
}

function selfText({ self, worker }: View): string[] {
  if (!self) return ['The network is off at this desk.']
  return [
    ...(worker === 'down' ? [contactWords['worker-down'].why] : []),
    ...(self.addresses.length > 0
      ? ['Others may find this desk at', ...self.addresses.map(one => `  ${one}`)]
      : ['This desk does not listen: it can reach others, they can not reach it.']),
    ...(self.through.length > 0 ? [`It can be reached through the hub ${self.through.join(', ')}.`] : []),
    ...(self.relays ? ['It is a hub: it connects desks that can not reach each other.'] : [])
  ]
}

function reachText(tests: Reach): string[] {
  if (tests.length === 0) return ['Whether it can be reached from outside is not known: no other desk is in contact to try it.']
  return tests.map(({ desk, reached, why, answered }) => {
    if (reached !== null) return `${desk} has reached it from outside at ${reached}.`
    if (!answered) return `${desk} did not try it: its program may be older.`
    if (why === 'too-soon') return `${desk} has tried it a moment ago; ask again in ten seconds.`
    return `${desk} has tried and not reached it (${why ?? 'failed'}): its port is closed to the outside. A hub is the way round.`
  })
}

function deskText(desk: Desk): string[] {
  const { line, why } = desk
  const how = line && (line.via === null ? (line.inbound ? 'it has called' : 'directly') : `through the hub ${line.via}`)
  const contact = how !== null ? `in contact since ${line!.since}, ${how}` : desk.lastContact === null ? 'never in contact' : `last contact ${desk.lastContact}`
  return [
    `${desk.desk}${desk.hub ? ' (hub)' : ''}: ${contact}`,
    ...(desk.stick === null ? [] : [`  last stick from it taken in ${desk.stick}`]),
    ...(desk.behind > 0 ? [`  ${counted(desk.behind, 'block')} that it has are not here yet`] : []),
    ...(desk.ahead > 0 ? [`  ${counted(desk.ahead, 'block')} that are here have not arrived there, as far as it has told`] : []),
    ...(desk.lacking.payloads > 0 ? [`  the content of ${counted(desk.lacking.payloads, 'entry', 'entries')} of it is not here`] : []),
    ...(desk.lacking.files > 0 ? [`  files of ${counted(desk.lacking.files, 'record')} of it are not here`] : []),
    ...(desk.doing ? [`  fetching: ${desk.doing.left} left (${desk.doing.what} of ${desk.doing.desk})`] : []),
    ...(why === null ? [] : [`  why: ${contactWords[why].why}${clockText(desk)}`, `  try: ${contactWords[why].next}`])
  ]
}

const clockText = ({ why, clockOff }: Desk): string => (why === 'clock' && clockOff !== null ? ` By ${Math.round(Math.abs(clockOff) / 60_000)} minutes.` : '')
