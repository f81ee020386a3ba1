import { withNode } from './node-guard.mjs'

withNode(() => import('./start/start.ts').then(({ main }) => main(process.argv.slice(2))))
