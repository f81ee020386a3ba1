/** Each invariant has been seen to fail: on a picture in which one thing is made untrue, and only then. */
import { expect, it } from 'vitest'
import { HEARD, invariants, invariantNames } from './asking.ts'
import { pictureOf, type Picture } from './broken-picture.ts'
import { breaks } from './breaks.ts'
import { happenings } from './breaks-heard.ts'
import { BY_MUTANTS } from './by-mutants.ts'
import { mutants } from './mutants.ts'

async function ready(): Promise<Picture> {
  const picture = await pictureOf(7)
  const { scene } = picture
  scene.followLogs()
  scene.asked = scene.honest
  scene.index()
  return picture
}

it('every invariant objects when what it says is made untrue, and to nothing before and after', async () => {
  const picture = await ready()
  const { scene } = picture
  const [silent, loud]: [string[], string[]] = [[], []]
  for (const { name, check } of invariants) {
    const before = check(scene)
    if (before !== undefined) loud.push(`${name}: ${before}`)
    const undo = breaks[name]?.(picture)
    if (!undo) continue
    if (check(scene) === undefined) silent.push(name)
    undo()
    const after = check(scene)
    if (before === undefined && after !== undefined) loud.push(`${name}, undone: ${after}`)
  }
  expect(loud).toEqual([])
  expect(silent).toEqual([])
})

it('what is heard where it happens is heard when it happens', async () => {
  const picture = await ready()
  const { breaches, world } = picture.scene
  const heard = (): string[] => [...breaches, ...world.said.breaches].map(({ invariant }) => invariant)
  world.said.breaches.splice(0) // who signs two histories is heard too, and is no breach
  expect(heard()).toEqual([])
  for (const [name, happen] of Object.entries(happenings)) {
    await happen(picture)
    expect(heard(), name).toContain(name)
    breaches.splice(0)
    world.said.breaches.splice(0)
  }
})

it('no invariant is left that nothing makes fail: a broken picture, or a broken build', () => {
  const seen = new Set([...Object.keys(breaks), ...Object.keys(happenings), ...Object.keys(BY_MUTANTS)])
  expect(invariantNames.filter(name => !seen.has(name))).toEqual([])
  expect([...seen].filter(name => !invariantNames.includes(name))).toEqual([])
  expect(HEARD.filter(name => !(name in happenings) && !(name in BY_MUTANTS))).toEqual([])
  expect(Object.values(BY_MUTANTS).filter(name => !mutants.some(mutant => mutant.name === name))).toEqual([])
})
