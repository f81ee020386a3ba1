import { withNode } from '../node-guard.mjs'

withNode(() => import('./muniment.ts').then(({ main }) => main?.(process.argv.slice(2))))
