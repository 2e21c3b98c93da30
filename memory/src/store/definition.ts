/**
 * The tables of a memory. Times are ms since 1970. `confidentiality` is a place in `confidentialities`, `untrusted` 0 or 1.
 *
 * - `entry`: long-term memory. `entry_text` finds its words; it holds no second copy of the texts.
 * - `vector`: for some entries, the meaning of the text.
 * - `cell`: working and session memory. Values of different labels under one name are different cells.
 * - `act`: each change, without what was changed. It only grows. `key`: of the call, so that a repeated one does nothing.
 * - `owed`: that a subject's bytes are still to be overwritten.
 */
const first = `
CREATE TABLE entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  topic TEXT NOT NULL,
  text TEXT NOT NULL,
  about TEXT,
  origin TEXT NOT NULL,
  confidentiality INTEGER NOT NULL,
  untrusted INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  run TEXT NOT NULL
) STRICT;
CREATE INDEX entry_topic ON entry (topic, kept);
CREATE INDEX entry_about ON entry (about) WHERE about IS NOT NULL;
CREATE INDEX entry_expires ON entry (expires);

CREATE VIRTUAL TABLE entry_text USING fts5 (
  text, content = 'entry', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO entry_text (entry_text, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER entry_added AFTER INSERT ON entry BEGIN
  INSERT INTO entry_text (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER entry_removed AFTER DELETE ON entry BEGIN
  INSERT INTO entry_text (entry_text, rowid, text) VALUES ('delete', old.id, old.text);
END;

CREATE TABLE cell (
  space TEXT NOT NULL,
  name TEXT NOT NULL,
  confidentiality INTEGER NOT NULL,
  untrusted INTEGER NOT NULL,
  value TEXT NOT NULL,
  about TEXT,
  origin TEXT NOT NULL,
  kept INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  run TEXT NOT NULL,
  PRIMARY KEY (space, name, confidentiality, untrusted)
) STRICT;
CREATE INDEX cell_about ON cell (about) WHERE about IS NOT NULL;
CREATE INDEX cell_expires ON cell (expires);

CREATE TABLE act (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT UNIQUE,
  at INTEGER NOT NULL,
  run TEXT NOT NULL,
  did TEXT NOT NULL,
  count INTEGER NOT NULL,
  result TEXT NOT NULL
) STRICT;
CREATE TRIGGER act_kept BEFORE UPDATE ON act BEGIN SELECT RAISE (ABORT, 'acts are never changed'); END;
CREATE TRIGGER act_stays BEFORE DELETE ON act BEGIN SELECT RAISE (ABORT, 'acts are never deleted'); END;

CREATE TABLE owed (overwriting INTEGER PRIMARY KEY) STRICT;
`;

/** Vectors of entries, of length 1, as 32-bit floats in the machine's order, by the model that computed them. */
const second = `
CREATE TABLE vector (entry INTEGER PRIMARY KEY, model TEXT NOT NULL, value BLOB NOT NULL) STRICT;
CREATE TRIGGER vector_removed AFTER DELETE ON entry BEGIN DELETE FROM vector WHERE entry = old.id; END;
`;

/** The steps from an empty file to today's tables. A file's version is the number of its steps. */
export const steps: readonly string[] = [first, second];
