/**
 * index.db: lists, current records, full-text search, counts. A cache of ledger.db, page-encrypted, disposable: it says
 * up to where it has applied each chain and is filled from there. A file of another version is emptied.
 */
import type { Database } from '../prepared.ts'

/** Raise with any change of meaning or shape: an older index is thrown away and made again. */
export const INDEX_VERSION = 6

const sql = `
CREATE TABLE applied (chain_no INTEGER PRIMARY KEY, size INTEGER NOT NULL, head TEXT NOT NULL) STRICT;
CREATE TABLE versions (
  pos INTEGER PRIMARY KEY, line TEXT NOT NULL, idx INTEGER NOT NULL, entry_id TEXT NOT NULL,
  kind TEXT NOT NULL, record TEXT NOT NULL, effect TEXT NOT NULL, why TEXT, person TEXT, time TEXT NOT NULL,
  marks TEXT NOT NULL, UNIQUE (line, idx)
) STRICT;
CREATE INDEX versions_record ON versions (record);
CREATE INDEX versions_waiting ON versions (record) WHERE effect = 'waiting';
CREATE INDEX versions_entry ON versions (entry_id);
CREATE TABLE records (
  pos INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE, ref TEXT NOT NULL, form TEXT NOT NULL, form_title TEXT NOT NULL, version TEXT NOT NULL,
  office TEXT NOT NULL, office_name TEXT NOT NULL, desk_name TEXT NOT NULL, person TEXT NOT NULL, person_name TEXT NOT NULL,
  time TEXT NOT NULL, state TEXT NOT NULL, versions INTEGER NOT NULL, title TEXT NOT NULL, held INTEGER NOT NULL,
  review TEXT NOT NULL, authors TEXT NOT NULL, decided TEXT NOT NULL
) STRICT;
CREATE INDEX records_time ON records (time, pos);
CREATE INDEX records_ref ON records (ref, pos);
CREATE INDEX records_form ON records (form_title, pos);
CREATE INDEX records_office ON records (office_name, pos);
CREATE INDEX records_person ON records (person_name, pos);
CREATE INDEX records_state ON records (state, pos);
CREATE INDEX records_review ON records (review, pos) WHERE review <> 'none';
CREATE INDEX records_kind ON records (form, version, form_title);
CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'", prefix = '3');
`

/** Makes the tables when the file is new or of another version; true when it now is empty and must be filled from 0. */
export function prepareIndex(db: Database): boolean {
  if (db.pragma('user_version', { simple: true }) === INDEX_VERSION) return false
  const names = db
    .prepare(`SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'words\\_%' ESCAPE '\\'`)
    .all() as { name: string; type: string }[]
  db.transaction(() => {
    for (const { name, type } of names) db.exec(`DROP ${type} "${name.replaceAll('"', '""')}"`)
    db.exec(sql)
    db.pragma(`user_version = ${INDEX_VERSION}`)
  })()
  return true
}
