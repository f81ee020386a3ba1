import { withNode } from '../node-guard.mjs'

withNode(() => import('./demo.ts').then(({ main }) => main?.(process.argv.slice(2))))
