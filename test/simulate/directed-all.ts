/** All directed scenes. */
import type { Directed } from './directed.ts'
import { directedForged } from './directed-forged.ts'
import { directedForks } from './directed-forks.ts'
import { directedSync } from './directed-sync.ts'
import { directedWide } from './directed-wide.ts'

export const directed: readonly Directed[] = [...directedForged, ...directedForks, ...directedSync, ...directedWide]
