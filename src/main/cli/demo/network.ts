/** The network of the demo: founded at the first office, the others invited, joined and admitted through their own doors. */
import { join } from 'node:path'
import type { Office } from '../../../shared/wire.ts'
import { startDesk, type DeskProcess } from './desk-process.ts'

export interface DemoOffice {
  readonly name: string
  readonly person: string
  readonly desk: DeskProcess
}

export interface DemoPlan {
  readonly folder: string
  readonly offices: number
  readonly passphrase: string
  readonly tell: (line: string) => void
}

const OFFICES = ['Yuma', 'Kayenta', 'Flagstaff', 'Winslow', 'Globe', 'Page', 'Safford', 'Bisbee', 'Nogales', 'Kingman', 'Payson', 'Show Low']
const PEOPLE = [
  'Dana Begay',
  'Tomás Ruiz',
  'Ngozi Obi',
  'Mei Lin',
  'Karl Weiß',
  'Fatima Zahra',
  'Jon Ríos',
  'Aiyana Tso',
  'Per Aas',
  'Lia Costa',
  'Sam Yazzie',
  'Ida Holt'
]
export const MOST_OFFICES = OFFICES.length

export const folderOf = (folder: string, i: number): string => join(folder, `office-${i + 1}`)

/** Asks again until it is so: news are hints, an answer is what counts. Throws after the deadline. */
export async function until(what: string, seconds: number, settled: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!(await settled())) {
    if (performance.now() > deadline) throw new Error(`${what}: not so after ${seconds} seconds`)
    await new Promise(done => setTimeout(done, 100))
  }
}

async function found({ folder, passphrase, tell }: DemoPlan): Promise<DemoOffice> {
  const desk = await startDesk(folderOf(folder, 0))
  const [name, person] = [OFFICES[0]!, PEOPLE[0]!]
  const { recoveryKey } = await desk.office.startNetwork({ network: 'Field offices', office: name, person, passphrase })
  await desk.office.confirmRecovery({ recoveryKey })
  tell(`${name} founded the network`)
  return { name, person, desk }
}

async function admitOne(registry: Office, asked: string): Promise<void> {
  await until('the request to join', 60, async () => (await registry.network({})).requests.length > 0)
  const { requests } = await registry.network({})
  const request = requests.find(one => one.words === asked)
  if (!request) throw new Error('the words of the request that came are not those of the desk that asked')
  await registry.admitRequest({ id: request.id })
}

async function joinOne(plan: DemoPlan, registry: Office, i: number): Promise<DemoOffice> {
  const [name, person] = [OFFICES[i]!, PEOPLE[i]!]
  const desk = await startDesk(folderOf(plan.folder, i))
  const { text } = await registry.createInvitation({ office: name, role: 'clerk', hours: 1 })
  const { words } = await desk.office.joinNetwork({ invitation: text, person, passphrase: plan.passphrase })
  await admitOne(registry, words)
  await until(`${name} is admitted`, 60, async () => (await desk.office.deskState({})).state === 'open')
  await desk.office.signIn({ person, passphrase: plan.passphrase })
  plan.tell(`${name} joined`)
  return { name, person, desk }
}

export async function startNetwork(plan: DemoPlan): Promise<readonly DemoOffice[]> {
  const first = await found(plan)
  const offices = [first]
  for (let i = 1; i < plan.offices; i++) offices.push(await joinOne(plan, first.desk.office, i))
  return offices
}
