/** A member whose program was changed asks every desk for the content of everything, whether it is for it or not. */
import { writeFrame } from '../../src/shared/sync/messages.ts'
import type { Key } from '../../src/shared/names.ts'
import type { Scene } from './scene.ts'

const MOST = 60

/** What it is answered is watched where it leaves (wire-watch.ts). */
export async function askForEverything(scene: Scene): Promise<string> {
  const forker = scene.pick(scene.forkers)
  if (!forker) return 'nobody is greedy'
  const link = scene.world.network.open(forker.chain, () => false)
  const signal = new AbortController().signal
  const byChain = Map.groupBy(scene.filed.slice(-MOST), ({ chain }) => chain)
  let asked = 0
  for (const { desk, on } of scene.honest) {
    if (!on) continue
    try {
      await link.dial(desk.chain, desk.link!.self.addresses, signal)
    } catch {
      continue // cut off, or it is a stranger there
    }
    const ask = (header: { readonly t: string; readonly chain: Key; readonly [field: string]: unknown }): void => {
      asked++
      void link.request(desk.chain, '/muniment/sync/1', writeFrame(header as never), signal).then(
        () => undefined,
        () => undefined
      )
    }
    for (const [chain, all] of byChain) {
      ask({ t: 'payloads', chain, want: all.map(({ height, index }) => [height, index]), room: 900_000 })
      for (const { height, index, file } of all)
        if (file) ask({ t: 'pieces', chain, place: [height, index], sha256: file, from: 0, leaves: true, room: 900_000 })
    }
  }
  return `${asked} questions`
}
