/** When nobody is at the machine any more: its screen is locked, it sleeps, or nothing has moved for a while. */
import type { PowerMonitor } from 'electron'
import type { Core } from './core-host.ts'

/** Seconds; AC-11 and its like ask for 15 minutes. */
export const IDLE_SECONDS = 15 * 60

export interface PowerTools {
  readonly monitor: Pick<PowerMonitor, 'getSystemIdleTime'> & {
    on(event: 'suspend' | 'resume' | 'lock-screen' | 'shutdown', listener: (event?: { preventDefault?: () => void }) => void): unknown
  }
  readonly core: Pick<Core, 'lock' | 'rest' | 'wake'>
  readonly quit: () => void
  /** Calls back every so many ms; the result ends it. */
  readonly every: (ms: number, work: () => void) => () => void
}

/** Lock and idle close the persons' keys; suspend also the desk's and the vault's (design, section 5). The result undoes the idle watch. */
export function watchPower(tools: PowerTools): () => void {
  const { monitor, core } = tools
  monitor.on('lock-screen', () => core.lock())
  monitor.on('suspend', () => {
    core.lock()
    void core.rest()
  })
  monitor.on('resume', () => void core.wake())
  monitor.on('shutdown', event => {
    event?.preventDefault?.()
    tools.quit()
  })
  let away = false
  return tools.every(30_000, () => {
    const idle = monitor.getSystemIdleTime() >= IDLE_SECONDS
    if (idle && !away) core.lock()
    away = idle
  })
}
