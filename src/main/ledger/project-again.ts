/** What came after its records were listed, and so judges, names or fills them otherwise: the rows that it touches are written again. */
import type { Key, PersonId } from '../../shared/names.ts'
import { isVersion } from '../../shared/record/entry.ts'
import { formsShown, peopleShown, recordsNamedOther, recordsNotHeld, recordsOfForm, recordsOfPerson, versionsNotHeld } from '../store/index/names.ts'
import { recordsWithin, versionAt, waitingRecords } from '../store/index/versions.ts'
import { hasPayload } from '../store/payloads.ts'
import { indexOfPos, lineIdOf, MAX_INDEX, posOf } from '../store/positions.ts'
import { refold, refoldAll } from './fold-row.ts'
import { frozenFrom } from './forks.ts'
import { recordOf, rejudge } from './judge-row.ts'
import type { Projection } from './projection.ts'
import { entryAt } from './stored-entry.ts'
import { readTitles } from './titles.ts'

/** After the registry grew: what waited for it, and what lies on chains that were cut, is judged again. */
export function registryGrew(projection: Projection, cutsBefore: number): void {
  const { ledger, index } = projection
  index.transaction(() => {
    const records = new Set(waitingRecords(index))
    for (const cut of ledger.registry.cuts.slice(cutsBefore)) {
      const held = ledger.chains.get(cut.chain)
      if (!held || cut.size >= held.state.size) continue
      for (const record of recordsWithin(index, posOf(lineIdOf(held.no, cut.size), 0), posOf(lineIdOf(held.no, held.state.size - 1), MAX_INDEX) + 1))
        records.add(record)
    }
    for (const record of records) rejudge(projection, record)
    for (const record of records) refold(projection, record)
  })()
}

/** After evidence came that a chain's key signed two histories: what nobody else had witnessed waits. */
export function chainFroze(projection: Projection, chain: Key): void {
  const { ledger, index } = projection
  const held = ledger.chains.get(chain)
  const from = frozenFrom(ledger, chain)
  if (!held || from === undefined || from >= held.state.size) return
  index.transaction(() => {
    const records = recordsWithin(index, posOf(lineIdOf(held.no, from), 0), posOf(lineIdOf(held.no, held.state.size - 1), MAX_INDEX) + 1)
    for (const record of records) rejudge(projection, record)
    for (const record of records) refold(projection, record)
  })()
}

/** After payloads came for versions already listed. */
export function payloadsArrived(projection: Projection, positions: readonly number[]): void {
  projection.index.transaction(() => {
    const records = new Set<string>()
    for (const pos of positions) {
      const stored = entryAt(projection, pos)
      if (!stored || !isVersion(stored.entry)) continue
      const record = recordOf(stored.entry, { line: stored.hash, index: indexOfPos(pos) })
      if (versionAt(projection.index, stored.hash, indexOfPos(pos))) records.add(record)
    }
    for (const record of records) refold(projection, record)
  })()
}

/** After payloads came of which nobody said which: rows that lacked theirs are written again, and rows of whoever has a name only now. */
export function payloadsCame(projection: Projection): void {
  refoldAll(projection, recordsNotHeld(projection.index))
  projection.titles = readTitles(projection.ledger)
  renameAll(projection)
}

/** Payloads that were stored when the program ended before it told the index: their rows are written again. */
export function payloadsMissed(projection: Projection): void {
  const missed = versionsNotHeld(projection.index).filter(({ pos }) => isHeld(projection, pos))
  if (missed.length > 0) refoldAll(projection, new Set(missed.map(({ record }) => record)))
}

/**
 * After names came or forms arrived: rows that show another name are written again. They are few: what changed is a person's,
 * a desk's or a form's, whose records have mostly not come yet.
 */
export function renameAll(projection: Projection): void {
  const { index, titles, ledger } = projection
  const records = new Set<string>()
  const take = (found: readonly string[]): void => found.forEach(record => records.add(record))
  for (const { person, name } of peopleShown(index))
    if (titles.person(person === '' ? null : (person as PersonId)) !== name) take(recordsOfPerson(index, person, name))
  for (const { no, state } of ledger.chains.values()) {
    if (state.kind === 'registry' || state.size === 0) continue
    const [from, end] = [posOf(lineIdOf(no, 0), 0), posOf(lineIdOf(no, state.size - 1), MAX_INDEX) + 1]
    const desk = ledger.registry.desks.get(state.chain)
    const code = titles.reference(state.chain, 0).slice(0, -6)
    take(
      recordsNamedOther(index, from, end, {
        office: desk?.office ?? '',
        officeName: desk ? titles.office(desk.office) : '',
        desk: titles.desk(state.chain),
        code
      })
    )
  }
  for (const { form, version, title } of formsShown(index)) {
    const known = ledger.registry.forms.findLast(item => item.form === form && item.version === version)
    if (known && projection.formTitle(known.package) !== title) take(recordsOfForm(index, form, version, title))
  }
  refoldAll(projection, records)
}

export const isHeld = ({ ledger }: Projection, pos: number): boolean => hasPayload(ledger.store.ledger, pos)
