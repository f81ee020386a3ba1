/**
 * Offices behind closed ports: two desks that listen on nothing, and a hub that runs unattended. Three processes on three
 * folders; what the screens say of copies and contact is true.
 */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect } from 'vitest'
import { as, fileMany, foundNetwork, joinOffice, nameHub, until } from './parts/office-door.ts'
import { inspection } from './parts/inspections.ts'
import { makeRoom, makeStory } from './parts/ready.ts'
import { openRecord } from './parts/records.ts'
import type { ServedDesk } from './parts/served-desk.ts'
import { signIn } from './parts/sign-in.ts'
import { goTo, openPage, shoot, violations, type Watched } from './parts/watched-page.ts'

const ana = { person: 'Ana Begay', passphrase: 'correct horse battery' }
const bea = { person: 'Bea Cruz', passphrase: 'ocotillo after the rain' }
const hugo = { person: 'Hugo', passphrase: 'always on and never idle' }

const room = makeRoom()
const { desks } = room
let north: ServedDesk
let south: ServedDesk
let hub: ServedDesk
let a: Watched
const story = makeStory('hub', () => ({ north: a }))

/** A port that is free now: a hub listens where it always did. */
const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

story('three offices join, and the administrator names one of them as a hub', async () => {
  const port = await freePort()
  const listen = ['--listen', `/ip4/127.0.0.1/tcp/${port}`]
  ;[north, south, hub] = await Promise.all([desks.serve(), desks.serve(), desks.serve(undefined, listen)])
  await foundNetwork(north, 'Northern Arizona', 'North', ana)
  await joinOffice(north, ana, hub, 'Hub', hugo, 'clerk')
  await joinOffice(north, ana, south, 'South', bea, 'clerk')
  await nameHub(north, ana, 'Hub')
  for (const [desk, who] of [
    [south, bea],
    [hub, hugo]
  ] as const)
    await as(desk, who, office =>
      until(office, 'the hub', async () => ((await office.network({})).offices.some(one => one.desks.some(row => row.hub)) ? true : undefined))
    )
  await Promise.all([north, south, hub].map(desk => desk.stop()))
  const file = join(hub.folder, 'passphrase.txt')
  writeFileSync(file, hugo.passphrase, { mode: 0o600 })
  hub = await desks.serve(hub.folder, [...listen, '--hub', '--person', hugo.person, '--passphrase-file', file])
})

story('two desks that listen on nothing exchange records through it; the record page names who has said that they keep them', async () => {
  ;[north, south] = await Promise.all([desks.serve(north.folder, ['--no-listen']), desks.serve(south.folder, ['--no-listen'])])
  a = await openPage(room.browser, north.url)
  await signIn(a.page, ana.person, ana.passphrase)
  await as(south, bea, office => until(office, 'North', async () => contact(await office.network({}), 'North')))
  const [ref] = await fileMany(south, bea, 'site-inspection', [inspection(1)])
  await openRecord(a.page, ref!)
  await a.page.getByText('Copies at 2 offices', { exact: true }).waitFor()
  await a.page.getByText('Hub desk 1').first().waitFor()
  expect(a.wrong).toEqual([])
})

/** How an office is reached; undefined while it is not. */
const contact = (
  { offices }: { offices: readonly { name: string; desks: readonly { connected: boolean; line: { via: string | null } | null }[] }[] },
  name: string
) => {
  const desk = offices.find(office => office.name === name)?.desks[0]
  return desk?.connected === true && desk.line?.via === 'Hub desk 1' ? desk : undefined
}

story('the network page says how each desk is reached, and that this one can not be reached from outside', async () => {
  const { page } = a
  await goTo(page, 'network', 'Network')
  await page.getByText('through the hub Hub desk 1').waitFor()
  await page.getByRole('button', { name: 'Can others reach this desk?' }).click()
  await page.getByText('had nowhere to try: this desk does not listen').first().waitFor()
  expect(await violations(page)).toEqual([])
  await shoot(page, 'hub-network')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 800, height: 860 })
  await shoot(page, 'hub-network-dark-800')
  expect(a.wrong).toEqual([])
})

story('without the hub the page says since when, why, and what to try', async () => {
  const { page } = a
  await hub.stop()
  await page.getByText('At its address nobody listens').first().waitFor()
  await page.getByText('Start Muniment there').first().waitFor()
  await shoot(page, 'hub-gone')
  expect(a.wrong).toEqual([])
})
