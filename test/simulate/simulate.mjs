import { withNode } from '../../src/main/node-guard.mjs'

withNode(() => import('./simulate.ts').then(({ main }) => main(process.argv.slice(2))))
