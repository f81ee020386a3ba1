/** How much of the line this desk takes, and how much it may hold: as its users set it. */
import type { Checked, Output } from '../../../shared/contract.ts'
import { bytesHeld, bytesHeldBack, lineSettings, setLineSettings } from '../../ledger/budget.ts'
import { countFilesWanted, countWanted } from '../../ledger/payloads.ts'
import { requireRunning, type Context } from '../context.ts'

const KB = 1_000
const MB = 1_000_000
const inUnits = (bytes: number | null, unit: number): number | null => (bytes === null ? null : Math.round(bytes / unit))

export function limits(context: Context): Output<'limits'> {
  const { ledger } = requireRunning(context)
  const { cap, budget } = lineSettings(ledger)
  const chains = [...ledger.chains.keys()]
  return {
    cap: inUnits(cap, KB),
    budget: inUnits(budget, MB),
    held: bytesHeld(ledger),
    lacking: {
      payloads: chains.reduce((sum, chain) => sum + countWanted(ledger, chain), 0),
      files: chains.reduce((sum, chain) => sum + countFilesWanted(ledger, chain), 0)
    },
    waiting: bytesHeldBack(ledger) !== null
  }
}

export function setLimits(context: Context, { cap, budget }: Checked<'setLimits'>): Output<'limits'> {
  const { ledger, network } = requireRunning(context)
  setLineSettings(ledger, { cap: cap === null ? null : cap * KB, budget: budget === null ? null : budget * MB })
  context.news.tell('peersChanged')
  void network?.syncNow().catch(() => undefined) // what had to wait may come now
  return limits(context)
}
