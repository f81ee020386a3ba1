/** For whoever looks into a failure: every step told, and in the end who holds how much of what. */
import type { Scene } from './scene.ts'

export const isTelling = (): boolean => process.env['SIMULATE_TELL'] === '1'

/** Who holds how much of what, for whoever looks into a failure. */
export function picture(scene: Scene): string {
  const name = (chain: string): string =>
    scene.players.find(({ desk }) => desk.chain === chain)?.desk.name ?? (chain === scene.world.registryKey ? 'registry' : `forker ${chain.slice(0, 6)}`)
  return scene.players
    .map(({ desk, kind, revoked, restored }) => {
      const sizes = [...desk.ledger.chains].map(
        ([chain, { state }]) => `${name(chain)} ${state.size}/${scene.log.get(chain)?.length ?? '?'}${state.cut ? ` cut ${state.cut.size}` : ''}`
      )
      const peers = desk.exchange?.state().map(peer => `${name(peer.chain)} ${peer.connected ? 'near' : 'away'} ${peer.trouble ?? ''}`)
      return `${desk.name} ${kind} revoked ${revoked} restored ${restored} trouble ${JSON.stringify([desk.ledger.own.trouble, desk.ledger.ownRegistry?.trouble])}\n  ${sizes.join(', ')}\n  ${peers?.join(', ')}`
    })
    .join('\n')
}
