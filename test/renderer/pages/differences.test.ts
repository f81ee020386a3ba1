import { expect, it } from 'vitest'
import { differences } from '../../../src/renderer/pages/record/differences.ts'

it('what changed, came and went is listed, what the program itself writes is not', () => {
  expect(
    differences(
      [
        ['/data/a', 'one'],
        ['/data/b', ['x', 'y']],
        ['/data/gone', 'was'],
        ['/data/meta/instanceID', 'uuid:1']
      ],
      [
        ['/data/a', 'two'],
        ['/data/b', ['x', 'y']],
        ['/data/new', null],
        ['/data/meta/instanceID', 'uuid:2']
      ]
    )
  ).toEqual([
    { path: '/data/a', before: 'one', after: 'two' },
    { path: '/data/new', before: undefined, after: null },
    { path: '/data/gone', before: 'was', after: undefined }
  ])
})
