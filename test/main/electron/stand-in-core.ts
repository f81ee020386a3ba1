/** The shell's host and a core in one process, with a wire of counted messages between them. */
import { serveCore } from '../../../src/main/electron/core.ts'
import { hostCore, type Core, type CoreChild } from '../../../src/main/electron/core-host.ts'
import type { FromCore, ToCore } from '../../../src/main/electron/core-messages.ts'
import type { OfficeError } from '../../../src/shared/errors.ts'
import type { Door } from '../../../src/main/service/door.ts'
import { fakeDoor, type FakeDoor } from '../../kit/fake-door.ts'

/** A core in this process whose messages are counted, and which dies before the message that is told. */
export function makeCore(options: { dieAt?: number; open?: () => Promise<Door>; filed?: Set<string> } = {}) {
  let messages = 0
  const forks: { door: FakeDoor; kill: () => void }[] = []
  const waited: number[] = []
  const trouble: OfficeError[] = []
  const filed = options.filed ?? new Set<string>()
  const fork = (): CoreChild => {
    const door = fakeDoor()
    let alive = true
    let toHost: (message: FromCore) => void = () => undefined
    let toCore: (message: ToCore) => void = () => undefined
    let exited = (): void => undefined
    const kill = (): void => {
      if (!alive) return
      alive = false
      queueMicrotask(() => exited())
    }
    door.reply = (name, input) => {
      // idempotent by the client's id, as the desk is
      if (name === 'fileRecord') filed.add((input as { id: string }).id)
      return { ok: true, value: name }
    }
    forks.push({ door, kill })
    const pass = (deliver: () => void): void => {
      if (!alive) return
      if (messages++ === options.dieAt) return kill()
      queueMicrotask(() => {
        if (alive) deliver()
      })
    }
    serveCore({ post: message => pass(() => toHost(message)), hear: receive => (toCore = receive), end: () => kill() }, options.open ?? (async () => door))
    return {
      post: message => pass(() => toCore(message)),
      onMessage: receive => (toHost = receive),
      onExit: receive => (exited = receive),
      kill
    }
  }
  const core: Core = hostCore({
    fork,
    start: { folder: '/x', listen: null, mdns: false, hub: false },
    wait: ms => {
      waited.push(ms)
      // the deadline of closing never comes
      return ms === 10_000 ? new Promise(() => undefined) : Promise.resolve()
    },
    onTrouble: error => void trouble.push(error)
  })
  return { core, forks, waited, trouble, filed, count: () => messages }
}
