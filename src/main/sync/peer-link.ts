/** The network as the exchange sees it: the seam is described in peer-types.ts, and this opens what lies behind it. */
import { openLibp2pLink } from './libp2p/office-end.ts'
import type { PeerLink, PeerLinkOptions } from './peer-types.ts'

export type { AnswerPeer, PeerAddress, PeerConnection, PeerEvent, PeerLink, PeerLinkOptions, PeerProtocol } from './peer-types.ts'

/** Opens the libp2p link. Rejects with OfficeError `port-in-use` or `bad-input` when the addresses can not be listened on. */
export const openPeerLink = (options: PeerLinkOptions): Promise<PeerLink> => openLibp2pLink(options)
