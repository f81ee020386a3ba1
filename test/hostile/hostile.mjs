import { withNode } from '../../src/main/node-guard.mjs'

withNode(() => import('./hostile.ts').then(({ main }) => main(process.argv.slice(2))))
