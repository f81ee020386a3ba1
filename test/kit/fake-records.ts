/** The fake's records: listed, filed, amended, voided, reviewed. */
import type { Output, RecordRow } from '../../src/shared/contract.ts'
import { OfficeError, type Detail, type ErrorCode } from '../../src/shared/errors.ts'
import { forms, NOW, offices, recordRow } from './fake-data.ts'
import type { Answers, FakeOptions, Room } from './fake-office.ts'
import { search, tally } from './fake-search.ts'
import { recordView } from './fake-views.ts'

export const refuse = (code: ErrorCode, detail: Detail = {}): never => {
  throw new OfficeError(code, detail)
}

export function recordAnswers(
  room: Room,
  options: FakeOptions
): Pick<Answers, 'listRecords' | 'recordFacets' | 'getRecord' | 'fileRecord' | 'fileRecords' | 'amendRecord' | 'voidRecord' | 'reviewRecords'> {
  const filed = new Map<string, Output<'fileRecord'>>()
  const find = (record: string): RecordRow =>
    room.rows.find(row => row.ref === record || row.id.line === record || `${row.id.line}.${row.id.index}` === record) ??
    refuse('not-found', { what: 'record', id: record })
  const file = (id: string, draft: string | null): Output<'fileRecord'> => {
    const before = filed.get(id)
    if (before) return { ...before, already: true }
    const row = {
      ...recordRow(900_000 + room.rows.length, 1),
      ref: `FLG-1-${String(room.rows.length + 1).padStart(6, '0')}`,
      state: 'filed' as const,
      copies: 0,
      witnessed: 0,
      held: true,
      time: new Date(NOW).toISOString(),
      office: offices[0].name,
      desk: 'Desk 1',
      author: room.me?.name ?? ''
    }
    room.rows = [row, ...room.rows]
    if (draft) room.drafts.delete(draft)
    const answer = { id: row.id, ref: row.ref, already: false }
    filed.set(id, answer)
    room.tell('headMoved')
    room.tell('draftsChanged')
    return answer
  }
  const change = (ref: string, state: 'amended' | 'voided'): void => {
    room.rows = room.rows.map(row => (row.ref === ref ? { ...row, state, versions: row.versions + 1 } : row))
    room.tell('headMoved')
  }
  return {
    listRecords: query => search(room.rows, query),
    recordFacets: () => ({
      forms: tally(room.rows, row => row.form).map(([form, records]) => ({ form, records, title: forms.find(one => one.form === form)?.title ?? form })),
      offices: tally(room.rows, row => row.office).map(([office, records]) => ({ office, records })),
      authors: tally(room.rows, row => row.author).map(([author, records]) => ({ author, records })),
      states: tally(room.rows, row => row.state).map(([state, records]) => ({ state, records }))
    }),
    getRecord: ({ record }) => recordView(find(record)),
    fileRecord: ({ id, draft }) => file(id, draft),
    fileRecords: ({ records }) => records.map(record => file(record.id, null)),
    amendRecord: ({ record, draft }) => {
      const row = find(record.line)
      change(row.ref, 'amended')
      if (draft) room.drafts.delete(draft)
      room.tell('draftsChanged')
      return { id: row.id, ref: row.ref, already: false }
    },
    voidRecord: ({ record }) => {
      const row = find(record.line)
      change(row.ref, 'voided')
      return { id: row.id, ref: row.ref, already: false }
    },
    reviewRecords: ({ records, decision }) =>
      records.map(({ record }) => {
        const row = find(record.line)
        const review = decision === 'approve' ? 'approved' : decision === 'return' ? 'returned' : 'in-review'
        room.rows = room.rows.map(one => (one.ref === row.ref ? { ...one, review } : one))
        room.tell('headMoved')
        return { id: row.id, ref: row.ref, already: false }
      }),
    ...(options.empty ? { recordFacets: () => ({ forms: [], offices: [], authors: [], states: [] }) } : {})
  }
}
