/** Named damage, drawn until there is enough of it, put into the folder and judged, one after another. */
import { putFiles, type Files } from './desk-image.ts'
import type { Judged, Subject } from './damage.ts'
import { openTally, type FaultRun, type Outcome } from './fault.ts'
import { quietly } from './quietly.ts'

export interface Drawn {
  readonly name: string
  readonly files: Files
}

/** As many distinct cases as wanted, or as there are: 10,000 draws without a new one end it. */
export function* drawCases(count: number, draw: () => Drawn | undefined): Generator<Drawn> {
  const names = new Set<string>()
  for (let misses = 0; names.size < count && misses < 10_000; misses++) {
    const drawn = draw()
    if (!drawn || names.has(drawn.name)) continue
    names.add(drawn.name)
    misses = 0
    yield drawn
  }
}

export async function playCases(
  run: FaultRun,
  subject: Pick<Subject, 'folder'>,
  cases: Iterable<Drawn>,
  judge: (drawn: Drawn) => Promise<Judged>
): Promise<Outcome> {
  const tally = openTally(run)
  const counts: Record<string, number> = {}
  let planned = 0
  for (const drawn of cases) {
    if (!run.takes(planned++)) continue
    putFiles(subject.folder, drawn.files)
    const judged = await quietly(() => judge(drawn))
    const what = judged.outcome === 'found' ? judged.detail : judged.outcome
    counts[what] = (counts[what] ?? 0) + 1
    tally.played(drawn.name, judged.outcome === 'wrong' ? judged.detail : undefined)
  }
  run.tell(
    Object.entries(counts)
      .map(([what, n]) => `${n} ${what}`)
      .join(', ')
  )
  return tally.outcome()
}
