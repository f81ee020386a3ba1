/** Version 1. Once a chain exists outside a test this file does not change; the next change is 002. */
import type { Migration } from '../migration.ts'

const sql = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL, mac BLOB NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE chains (
  chain_no INTEGER PRIMARY KEY CHECK (chain_no BETWEEN 1 AND 8191),
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('registry', 'desk')),
  size INTEGER NOT NULL DEFAULT 0,
  head BLOB,
  frontier BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE TABLE lines (line_id INTEGER PRIMARY KEY, line BLOB NOT NULL, hash BLOB NOT NULL) STRICT;

CREATE TABLE payloads (pos INTEGER PRIMARY KEY, cipher BLOB NOT NULL) STRICT;
CREATE TABLE seeds (pos INTEGER PRIMARY KEY, seed BLOB NOT NULL) STRICT;
CREATE TABLE files (
  pos INTEGER NOT NULL, file INTEGER NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, seed BLOB NOT NULL,
  PRIMARY KEY (pos, file)
) STRICT, WITHOUT ROWID;
CREATE TABLE pieces (
  pos INTEGER NOT NULL, file INTEGER NOT NULL, n INTEGER NOT NULL, cipher BLOB NOT NULL,
  PRIMARY KEY (pos, file, n)
) STRICT;

CREATE TABLE checkpoints (
  chain_no INTEGER NOT NULL REFERENCES chains, size INTEGER NOT NULL, note BLOB NOT NULL, proof BLOB NOT NULL,
  PRIMARY KEY (chain_no, size)
) STRICT, WITHOUT ROWID;
CREATE TABLE cosignatures (
  chain_no INTEGER NOT NULL REFERENCES chains, witness TEXT NOT NULL, size INTEGER NOT NULL, time INTEGER NOT NULL, line TEXT NOT NULL,
  PRIMARY KEY (chain_no, witness)
) STRICT, WITHOUT ROWID;
CREATE TABLE cosignature_days (
  chain_no INTEGER NOT NULL REFERENCES chains, witness TEXT NOT NULL, day INTEGER NOT NULL, size INTEGER NOT NULL, time INTEGER NOT NULL, line TEXT NOT NULL,
  PRIMARY KEY (chain_no, witness, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE receipts (
  desk TEXT NOT NULL, chain_no INTEGER NOT NULL REFERENCES chains, seq INTEGER NOT NULL, receipt BLOB NOT NULL,
  PRIMARY KEY (desk, chain_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE seen_notes (hash TEXT PRIMARY KEY, note BLOB NOT NULL) STRICT;

CREATE TABLE lacking (pos INTEGER PRIMARY KEY, lacks TEXT NOT NULL CHECK (lacks IN ('payload', 'files', 'audience'))) STRICT;
CREATE INDEX lacking_what ON lacking (lacks, pos);
CREATE TABLE packages (hash TEXT PRIMARY KEY, xml BLOB NOT NULL) STRICT;
CREATE TABLE aside (line_hash TEXT PRIMARY KEY, chain TEXT NOT NULL, line BLOB NOT NULL, why TEXT NOT NULL, mac BLOB NOT NULL) STRICT;
CREATE TABLE evidence (id TEXT PRIMARY KEY, kind TEXT NOT NULL, body BLOB NOT NULL, mac BLOB NOT NULL) STRICT;
CREATE TABLE drafts (id TEXT PRIMARY KEY, person TEXT NOT NULL, seed BLOB NOT NULL, cipher BLOB NOT NULL, mac BLOB NOT NULL) STRICT;
CREATE TABLE staged (
  owner TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, added INTEGER NOT NULL, seed BLOB NOT NULL,
  PRIMARY KEY (owner, sha256)
) STRICT, WITHOUT ROWID;
CREATE TABLE staged_pieces (
  owner TEXT NOT NULL, sha256 TEXT NOT NULL, n INTEGER NOT NULL, cipher BLOB NOT NULL,
  PRIMARY KEY (owner, sha256, n), FOREIGN KEY (owner, sha256) REFERENCES staged ON DELETE CASCADE
) STRICT;
CREATE TABLE invitations (id TEXT PRIMARY KEY, body BLOB NOT NULL, mac BLOB NOT NULL) STRICT;
CREATE TABLE requests (id TEXT PRIMARY KEY, body BLOB NOT NULL, mac BLOB NOT NULL) STRICT;
CREATE TABLE peers (chain TEXT PRIMARY KEY, body BLOB NOT NULL, mac BLOB NOT NULL) STRICT;
`

export const first: Migration = { version: 1, up: db => db.exec(sql) }
