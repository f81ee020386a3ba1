/** The words on screen: those that mislead are not there, and sentences for pages do not speak of the command line. */
import { expect, it } from 'vitest'
import { errors } from '../../../src/shared/errors.ts'
import { en } from '../../../src/renderer/office/text/en.ts'
import { errors as worded } from '../../../src/renderer/office/text/en/common.ts'

const textsIn = (part: unknown, path = ''): [string, string][] =>
  typeof part === 'string' ? [[path, part]] : Object.entries(part as object).flatMap(([name, inner]) => textsIn(inner, path === '' ? name : `${path}.${name}`))
const texts = textsIn(en)

it('no text says blockchain, sealed or countersigned, and copies are never held', () => {
  for (const [path, text] of texts) expect(`${path}: ${text}`).not.toMatch(/: .*\b(blockchain|seal(ed|ing|s)?|countersign|copies held|held at)\b/i)
})

it('no text holds an emoji', () => {
  for (const [path, text] of texts) expect(`${path}: ${text}`).not.toMatch(/\p{Extended_Pictographic}/u)
})

it('every plural has a form for one and for others', () => {
  const paths = new Set(texts.map(([path]) => path))
  const ending = (end: string): string[] => [...paths].filter(path => path.endsWith(end))
  for (const path of ending('_one')) expect(paths).toContain(path.replace(/_one$/, '_other'))
  for (const path of ending('_other')) expect(paths).toContain(path.replace(/_other$/, '_one'))
})

it('a sentence that names a command or an option has its own words on pages', () => {
  const commands = Object.entries(errors).filter(([, { message, next }]) => /"muniment |--[a-z]/.test(message + next))
  expect(commands.length).toBeGreaterThan(0)
  for (const [code] of commands) expect(Object.keys(worded), code).toContain(code)
})
