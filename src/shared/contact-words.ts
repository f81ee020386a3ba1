/** Why a desk is not in contact, and what to try, in English: the pages' texts and the command line say the same. */
import type { ContactTrouble } from './contract-network.ts'

export const contactWords: Readonly<Record<ContactTrouble, { readonly why: string; readonly next: string }>> = {
  revoked: { why: 'It was revoked: nothing is exchanged with it any more.', next: 'Nothing is to be done here.' },
  'network-off': { why: 'The network is off at this desk.', next: 'Start the program without --no-network, or carry records on a stick.' },
  'worker-down': { why: 'The network part of this program stopped.', next: 'It is being started again. If that goes on, restart the program.' },
  'wrong-network': {
    why: 'It belongs to another network.',
    next: 'Compare the network ids on both network pages: one of the two desks joined another network.'
  },
  version: { why: 'Its program speaks a version that this one does not.', next: 'Update the older of the two programs. Records can go on a stick meanwhile.' },
  'refused-us': {
    why: 'It answers, and does not take this desk for a member.',
    next: 'It may not have heard yet that this desk was admitted, or this desk was revoked: ask the administrator.'
  },
  clock: {
    why: 'Its clock and ours differ.',
    next: 'Set the clock that is wrong. Where two desks differ from ours by more than a day, nothing is witnessed here until then.'
  },
  'no-address': {
    why: 'No address of it is known.',
    next: 'Add one from its network page, name a hub that both can reach, or carry records on a stick.'
  },
  'never-tried': { why: 'It was not tried yet since this program started.', next: 'Wait a moment, or ask the others now.' },
  refused: {
    why: 'At its address nobody listens: the machine is there, the program is not, or it has another port now.',
    next: 'Start Muniment there, and compare the address with its network page.'
  },
  'timed-out': {
    why: 'Its address does not answer: the machine is off, or a firewall on the way drops the connection.',
    next: 'Check that it is on. If it is, open its port on the way, or name a hub that both can reach.'
  },
  'no-route': { why: 'No way leads to its address from here.', next: 'Check cable, wireless or VPN of this machine.' },
  'unknown-name': { why: 'The name in its address is not known here.', next: 'Check the name, or add an address in numbers.' },
  'another-key': {
    why: 'At its address another desk or program answers.',
    next: 'Its address has changed hands: add the one that its network page shows now.'
  },
  'not-at-hub': {
    why: 'It can not be reached directly, and the hub is not in contact with it.',
    next: 'Start Muniment there; it registers with the hub by itself.'
  },
  failed: { why: 'The connection fails.', next: 'Muniment keeps trying. Check the address, and that both programs are of one version.' }
}
