/** A stranger meets only join and registry; the office decides through `allow`. */
export const peerProtocols = ['/muniment/join/1', '/muniment/registry/1', '/muniment/sync/1'] as const
export type PeerProtocol = (typeof peerProtocols)[number]
