/** The keeper of a draft: what is typed reaches the desk, in order, and never after the record has been filed. */
import { expect, it } from 'vitest'
import { OfficeError } from '../../../src/shared/errors.ts'
import { Keeper, type DraftInput } from '../../../src/renderer/pages/entry/use-draft.ts'
import { hashOf, uuidOf } from '../../kit/fake-data.ts'

const draftOf = (instance: string): DraftInput => ({ id: uuidOf(1), package: hashOf(1), instance })

interface Desk {
  readonly saved: string[]
  /** Answers the oldest save under way. */
  answer(error?: OfficeError): void
  readonly office: ConstructorParameters<typeof Keeper>[0]
}

function desk(): Desk {
  const saved: string[] = []
  const waiting: ((error?: OfficeError) => void)[] = []
  const saveDraft = (input: DraftInput): ReturnType<Desk['office']['saveDraft']> => {
    saved.push(input.instance)
    return new Promise((resolve, reject) => {
      waiting.push(error => (error ? reject(error) : resolve({ saved: '2026-11-20T14:02:00.000Z' } as Awaited<ReturnType<Desk['office']['saveDraft']>>)))
    })
  }
  return { saved, answer: error => waiting.shift()!(error), office: { saveDraft } }
}
/** Everything that has been promised so far has happened. */
const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

it('saves follow one another and the newest wins', async () => {
  const { saved, answer, office } = desk()
  const keeper = new Keeper(office)
  keeper.keep(draftOf('one'))
  const first = keeper.flush()
  await settled()
  keeper.keep(draftOf('two'))
  keeper.keep(draftOf('three'))
  const second = keeper.flush()
  await settled()
  expect(saved).toEqual(['one'])
  answer()
  await first
  await settled()
  expect(saved).toEqual(['one', 'three'])
  answer()
  await second
  expect(keeper.saving()).toEqual({ state: 'saved', at: '2026-11-20T14:02:00.000Z' })
})

it('"saved" is not said before the desk has answered, nor while newer words wait', async () => {
  const { answer, office } = desk()
  const keeper = new Keeper(office)
  keeper.keep(draftOf('one'))
  const first = keeper.flush()
  await settled()
  expect(keeper.saving().state).toBe('saving')
  keeper.keep(draftOf('two'))
  answer()
  await first
  expect(keeper.saving().state).toBe('waiting')
  await keeper.hold()
})

it('what the desk refused is kept and saved again', async () => {
  const { saved, answer, office } = desk()
  const keeper = new Keeper(office)
  keeper.keep(draftOf('one'))
  const first = keeper.flush()
  await settled()
  answer(new OfficeError('disk-full'))
  await expect(first).rejects.toThrow()
  expect(keeper.saving().state).toBe('failed')
  const again = keeper.flush()
  await settled()
  answer()
  await again
  expect(saved).toEqual(['one', 'one'])
})

it('nothing is saved while a record is being filed, nor afterwards; a failed filing goes on saving', async () => {
  const { saved, answer, office } = desk()
  const keeper = new Keeper(office)
  await keeper.hold()
  keeper.keep(draftOf('late'))
  keeper.hurry()
  await keeper.flush()
  expect(saved).toEqual([])
  keeper.release()
  const after = keeper.flush()
  await settled()
  answer()
  await after
  expect(saved).toEqual(['late'])
})
