/**
 * The tables of a memory in PostgreSQL, as those of a file. The schema is `orch_memory`, so that a memory may lie in the
 * database of the journal.
 */
export const definition = `
CREATE SCHEMA IF NOT EXISTS orch_memory;
CREATE TABLE IF NOT EXISTS orch_memory.entry (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  topic TEXT NOT NULL,
  text TEXT NOT NULL,
  about TEXT,
  origin TEXT NOT NULL,
  confidentiality INTEGER NOT NULL,
  untrusted INTEGER NOT NULL,
  kept BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  run TEXT NOT NULL,
  model TEXT,
  vector REAL[]
);
CREATE INDEX IF NOT EXISTS entry_topic ON orch_memory.entry (topic, kept);
CREATE INDEX IF NOT EXISTS entry_about ON orch_memory.entry (about) WHERE about IS NOT NULL;
CREATE INDEX IF NOT EXISTS entry_expires ON orch_memory.entry (expires);
CREATE TABLE IF NOT EXISTS orch_memory.cell (
  space TEXT NOT NULL,
  name TEXT NOT NULL,
  confidentiality INTEGER NOT NULL,
  untrusted INTEGER NOT NULL,
  value TEXT NOT NULL,
  about TEXT,
  origin TEXT NOT NULL,
  kept BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  run TEXT NOT NULL,
  PRIMARY KEY (space, name, confidentiality, untrusted)
);
CREATE INDEX IF NOT EXISTS cell_about ON orch_memory.cell (about) WHERE about IS NOT NULL;
CREATE INDEX IF NOT EXISTS cell_expires ON orch_memory.cell (expires);
CREATE TABLE IF NOT EXISTS orch_memory.act (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key TEXT UNIQUE,
  at BIGINT NOT NULL,
  run TEXT NOT NULL,
  did TEXT NOT NULL,
  count INTEGER NOT NULL,
  result TEXT NOT NULL
);
CREATE OR REPLACE RULE act_kept AS ON UPDATE TO orch_memory.act DO INSTEAD NOTHING;
CREATE OR REPLACE RULE act_stays AS ON DELETE TO orch_memory.act DO INSTEAD NOTHING;
`;
