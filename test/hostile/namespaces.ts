/**
 * Two network namespaces of the kernel with a cable between them, where this machine lets them be made (root, iproute2). The
 * cable can be made slow (tbf), lossy (a classifier that drops at random) and be pulled.
 */
import { execFileSync } from 'node:child_process'

export interface Cable {
  readonly names: readonly [string, string]
  readonly hosts: readonly [string, string]
  /** Bytes that have gone over it, both ways, with all that TCP and Ethernet add. */
  bytes(): number
  /** Bits a second, each way. */
  slow(rate: number): void
  /** Of packets, each way. */
  lose(share: number): void
  pull(): void
  plug(): void
  remove(): void
}

const ip = (...args: readonly string[]): string => execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
const inside = (name: string, ...command: readonly string[]): string => ip('netns', 'exec', name, ...command)

/** The cause in one line where there can be none. */
export function layCable(tag: string): Cable | string {
  const names = [`mun-${tag}-a`, `mun-${tag}-b`] as const
  const ends = ['muna', 'munb'] as const
  const hosts = ['10.77.41.1', '10.77.41.2'] as const
  const remove = (): void => {
    for (const name of names)
      try {
        ip('netns', 'del', name)
      } catch {
        // it was not made
      }
  }
  try {
    for (const name of names) ip('netns', 'add', name)
    ip('link', 'add', ends[0], 'netns', names[0], 'type', 'veth', 'peer', 'name', ends[1], 'netns', names[1])
    for (const i of [0, 1] as const) {
      ip('-n', names[i], 'addr', 'add', `${hosts[i]}/24`, 'dev', ends[i])
      ip('-n', names[i], 'link', 'set', 'lo', 'up')
      ip('-n', names[i], 'link', 'set', ends[i], 'up')
      ip('-n', names[i], 'route', 'add', '224.0.0.0/4', 'dev', ends[i])
    }
  } catch (error) {
    remove()
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    return `network namespaces can not be made here: ${said.split('\n')[0]}`
  }
  const tc = (i: 0 | 1, ...args: readonly string[]): string => inside(names[i], 'tc', ...args)
  return {
    names,
    hosts,
    bytes() {
      const [link] = JSON.parse(ip('-n', names[0], '-s', '-j', 'link', 'show', ends[0])) as [{ stats64: { rx: { bytes: number }; tx: { bytes: number } } }]
      return link.stats64.rx.bytes + link.stats64.tx.bytes
    },
    slow: rate => {
      for (const i of [0, 1] as const) tc(i, 'qdisc', 'replace', 'dev', ends[i], 'root', 'tbf', 'rate', `${rate}bit`, 'burst', '8kb', 'latency', '400ms')
    },
    lose: share => {
      // ld random; less than this: drop (2), else go on (-1)
      const program = `4,32 0 0 4294963256,53 0 1 ${Math.floor((1 - share) * 2 ** 32)},6 0 0 2,6 0 0 4294967295`
      for (const i of [0, 1] as const) {
        tc(i, 'qdisc', 'replace', 'dev', ends[i], 'clsact')
        tc(i, 'filter', 'add', 'dev', ends[i], 'ingress', 'bpf', 'direct-action', 'bytecode', program)
      }
    },
    pull: () => void ip('-n', names[0], 'link', 'set', ends[0], 'down'),
    plug: () => {
      ip('-n', names[0], 'link', 'set', ends[0], 'up')
      ip('-n', names[0], 'route', 'replace', '224.0.0.0/4', 'dev', ends[0])
    },
    remove
  }
}
