/** See stepper.ts. */
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { fileOne, fileWithPhoto, saveDraft } from './desk-image.ts'
import { signedIn } from './work-desk.ts'

const [folder = ''] = process.argv.slice(2)
const desk = await signedIn(folder)
const say = (line: string): void => void process.stdout.write(`${line.replaceAll('\n', ' ')}\n`)

async function work(line: string): Promise<string> {
  const [verb = '', ...rest] = line.split(' ')
  const text = rest.join(' ')
  if (verb === 'file') return (await fileOne(desk, text)).ref
  if (verb === 'big') return (await fileWithPhoto(desk, 'Photo', randomBytes(Number(text)))).ref
  if (verb === 'draft') return saveDraft(desk, text, `<data><site><name>${text}</name></site></data>`)
  throw new Error(`unknown: ${line}`)
}

say('ready')
for await (const line of createInterface({ input: process.stdin }))
  try {
    say(await work(line))
  } catch (error) {
    say(`!${error instanceof Error ? error.message : String(error)}`)
  }
await desk.close()
process.exit()
