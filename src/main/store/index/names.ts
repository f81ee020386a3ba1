/** Which names the list shows, and whose rows show them: to write again only what a new name changes. */
import { prepared, type Database } from '../prepared.ts'

const records = (db: Database, sql: string, ...params: readonly (string | number)[]): string[] =>
  prepared<unknown[], string>(db, sql)
    .pluck()
    .all(...params)

export const peopleShown = (db: Database): { person: string; name: string }[] =>
  prepared<[], { person: string; name: string }>(db, 'SELECT DISTINCT person, person_name AS name FROM records').all()
export const recordsOfPerson = (db: Database, person: string, name: string): string[] =>
  records(db, 'SELECT record FROM records WHERE person = ? AND person_name = ?', person, name)

export const formsShown = (db: Database): { form: string; version: string; title: string }[] =>
  prepared<[], { form: string; version: string; title: string }>(db, 'SELECT DISTINCT form, version, form_title AS title FROM records').all()
export const recordsOfForm = (db: Database, form: string, version: string, title: string): string[] =>
  records(db, 'SELECT record FROM records WHERE form = ? AND version = ? AND form_title = ?', form, version, title)

/** Every version of records that lack content of theirs, with its place. */
export const versionsNotHeld = (db: Database): readonly { readonly record: string; readonly pos: number }[] =>
  prepared<[], { record: string; pos: number }>(db, 'SELECT record, pos FROM versions WHERE record IN (SELECT record FROM records WHERE held = 0)').all()

export const recordsNotHeld = (db: Database): string[] => records(db, 'SELECT record FROM records WHERE held = 0')

/** Places of all versions of records that lack the content of one. */
export const positionsNotHeld = (db: Database): number[] =>
  prepared<[], number>(db, 'SELECT v.pos FROM versions v JOIN records r ON r.record = v.record WHERE r.held = 0 ORDER BY v.pos').pluck().all()

export interface DeskNames {
  readonly office: string
  readonly officeName: string
  readonly desk: string
  /** What the references of the desk begin with. */
  readonly code: string
}
/** Records of one chain (positions from…end) that are shown under other names. */
export const recordsNamedOther = (db: Database, from: number, end: number, { office, officeName, desk, code }: DeskNames): string[] =>
  records(
    db,
    'SELECT record FROM records WHERE pos >= ? AND pos < ? AND (office <> ? OR office_name <> ? OR desk_name <> ? OR substr(ref, 1, ?) <> ?)',
    from,
    end,
    office,
    officeName,
    desk,
    code.length,
    code
  )
