/** A process that serves a fake door, for tests that send it signals. `slow` makes closing wait for a call. */
import { run } from '../../../src/main/serve/serve.ts'
import { fakeDoor } from '../../kit/fake-door.ts'

await run(process.argv.slice(2), async () => {
  const door = fakeDoor()
  door.reply = (name, input) =>
    name === 'signIn' && JSON.stringify(input).includes('wrong')
      ? { ok: false, code: 'wrong-passphrase', detail: { person: 'Ana' } }
      : { ok: true, value: name }
  const close = door.close
  door.close = async () => {
    await close()
    process.stderr.write(`closed, ${door.sessions.size} sessions, asked ${door.asked.map(({ name }) => name).join(' ')}\n`)
  }
  return Object.assign(door, { peer: '/ip4/127.0.0.1/tcp/1/p2p/x' })
})
