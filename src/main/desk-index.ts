/** The index of a running desk: opened, made again where it is damaged, and filled in the background. */
import { indexKeyOf } from './keys/cipher.ts'
import type { DeskKeys } from './keys/keyring.ts'
import { catchUpFor } from './ledger/in-slices.ts'
import type { Ledger } from './ledger/ledger.ts'
import { catchUp, openProjection } from './ledger/project.ts'
import type { Projection } from './ledger/projection.ts'
import { readTitles } from './ledger/titles.ts'
import type { Context } from './service/context.ts'
import { formTitle } from './service/handlers/forms.ts'
import { isSqliteError } from './store/errors.ts'
import { deleteIndex, isSound, openIndex } from './store/open.ts'

export function makeProjection(folder: string, keys: DeskKeys, ledger: Ledger): Projection {
  const open = (): Projection => {
    const index = openIndex(folder, indexKeyOf(keys.vaultKey))
    try {
      return openProjection({ ledger, index, titles: readTitles(ledger), formTitle: hash => formTitle(ledger, hash) })
    } catch (error) {
      index.close()
      throw error
    }
  }
  try {
    return open()
  } catch (error) {
    if (!isSqliteError(error)) throw error
    deleteIndex(folder) // damaged beyond what opening looks at: it is a cache
    return open()
  }
}

/** An index that SQLite finds damaged is thrown away and fills again; true when it was. */
export function mendProjection(folder: string, keys: DeskKeys, projection: Projection): boolean {
  const { index } = projection
  if (index.open && isSound(index)) return false
  if (index.open) index.close() // it is not where an earlier attempt could not make it again
  deleteIndex(folder)
  projection.index = makeProjection(folder, keys, projection.ledger).index
  return true
}

/** Applies lines to the index a few at a time, so that answers are never held up; tells pages when it has caught up. */
export function indexInTheBackground(context: Context, mend: () => boolean): { wake: () => void; stop: () => void } {
  let timer: NodeJS.Immediate | null = null
  /** Lines left to be applied; 0 where the index can not be written now (full disk): it is tried again with the next line. */
  const some = (apply: (projection: Projection) => number): number => {
    const { running } = context
    if (!running) return 0
    try {
      return apply(running.projection)
    } catch (error) {
      if (!isSqliteError(error)) throw error
      return mend() ? catchUp(running.projection, 0) : 0
    }
  }
  const step = (): void => {
    timer = null
    const { running } = context
    if (!running) return
    const left = some(catchUpFor)
    if (left > 0) timer = setImmediate(step)
    else context.news.tell('headMoved')
  }
  return {
    wake: () => {
      if (!timer && context.running && some(projection => catchUp(projection, 0)) > 0) timer = setImmediate(step)
    },
    stop: () => {
      if (timer) clearImmediate(timer)
      timer = null
    }
  }
}
