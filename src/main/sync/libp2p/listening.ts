/** Which ports were bound, so that a worker that is started again listens where peers expect it. */
import { multiaddr } from '@multiformats/multiaddr'

const shape = (address: string): { family: string; host: string; port: string; ws: boolean } | undefined => {
  const [host, tcp] = multiaddr(address).getComponents()
  if (host?.value === undefined || tcp?.name !== 'tcp' || tcp.value === undefined) return undefined
  return { family: host.name, host: host.value, port: tcp.value, ws: /\/wss?(\/|$)/.test(address) }
}

/** The first address that is not an IP address with a TCP port, with or without /ws; undefined when all can be tried. */
export const notListenable = (listen: readonly string[]): string | undefined =>
  listen.find(address => {
    try {
      const found = shape(address)
      return found === undefined || !/^ip[46]$/.test(found.family)
    } catch {
      return true
    }
  })

const isAny = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** `listen` with every port 0 replaced by the port that the system chose, found among our own `addresses`. */
export function boundListen(listen: readonly string[], addresses: readonly string[]): string[] {
  const own = addresses.filter(address => !address.includes('/p2p-circuit')).map(shape)
  const taken = new Set(listen.map(address => shape(address)?.port))
  return listen.map(address => {
    const wanted = shape(address)
    if (wanted?.port !== '0') return address
    const found = own.find(
      have =>
        have !== undefined &&
        have.family === wanted.family &&
        have.ws === wanted.ws &&
        (isAny(wanted.host) || have.host === wanted.host) &&
        !taken.has(have.port)
    )
    if (found === undefined) return address
    taken.add(found.port)
    return address.replace('/tcp/0', `/tcp/${found.port}`)
  })
}
