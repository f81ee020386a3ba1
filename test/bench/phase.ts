/** One phase in a process of its own: does what `process.argv[2]` says and sends back one number. */
import * as hypercore from './phases/hypercore.ts'
import * as ours from './phases/ours.ts'
import * as raw from './phases/raw.ts'
import type { Timed } from './phases/data.ts'
import { makeSource, sync } from './phases/sync.ts'

export interface Phase {
  readonly store: 'ours' | 'raw' | 'hypercore'
  readonly work:
    'append' | 'bulk' | 'make' | 'verify' | 'reopen' | 'size' | 'indexSize' | 'index' | 'search' | 'searchTyping' | 'sync' | 'syncMemory' | 'makeSource'
  /** Of ours. */
  readonly kind: ours.Kind
  readonly folder: string
  readonly count: number
  /** How long to measure what has no count of its own. */
  readonly seconds: number
}

const rate = ({ count, seconds }: Timed): number => count / seconds

async function perform({ store, work, kind, folder, count, seconds }: Phase): Promise<number> {
  const of = { ours, raw, hypercore }[store]
  switch (work) {
    case 'append':
      return rate(await of.append(folder, seconds, kind))
    case 'bulk':
      return rate(await of.bulk(folder, seconds, kind))
    case 'make':
      await of.make(folder, count, kind)
      return count
    case 'verify':
      return rate(await of.verify(folder, count))
    case 'reopen':
      return of.reopen(folder)
    case 'size':
      return of.size(folder) / count
    case 'indexSize':
      return ours.indexSize(folder) / count
    case 'index':
      return rate((store === 'raw' ? raw : ours).index(folder, count))
    case 'sync':
      return rate(await sync(store, folder, count, kind))
    case 'syncMemory':
      return (await sync(store, folder, count, kind)).memory
    case 'makeSource':
      await makeSource(store, folder, count, kind)
      return count
    case 'search':
    case 'searchTyping':
      return (store === 'raw' ? raw : ours).search(folder, count, work === 'searchTyping')
  }
}

const value = await perform(JSON.parse(process.argv[2] ?? '{}') as Phase)
process.send?.(value, () => process.exit(0))
