import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Json, Label } from "@orchlang/plan";
import { limits } from "../limits.ts";
import { type By, changed } from "./change.ts";
import { storedLabel, visible } from "./label.ts";
import { keepVector, type Meaning, nearest } from "./vectors.ts";

/** A text of long-term memory. */
export interface Entry {
  readonly topic: string;
  readonly text: string;
  /** Whom it is about, for erasing. */
  readonly about: string | null;
  readonly origin: string;
  /** How long it is kept, in ms. */
  readonly keep: number;
  /** Undefined: it is found by its words alone. */
  readonly meaning: Meaning | undefined;
}

/** Keeps a text. One that is there already, about the same and with the same label, is kept for longer instead. */
export function rememberEntry(db: DatabaseSync, entry: Entry, label: Label, by: By): Json {
  const { topic, text, about, origin, keep, meaning } = entry;
  const { confidentiality, untrusted } = storedLabel(label);
  return changed(db, by, "remember", () => {
    const same = db
      .prepare(
        "SELECT id, name FROM entry" +
          " WHERE topic = ? AND text = ? AND about IS ? AND confidentiality = ? AND untrusted = ?",
      )
      .get(topic, text, about, confidentiality, untrusted);
    if (same !== undefined) {
      db.prepare("UPDATE entry SET kept = max(kept, ?), expires = max(expires, ?) WHERE id = ?").run(
        by.at,
        by.at + keep,
        Number(same.id),
      );
      if (meaning !== undefined) keepVector(db, Number(same.id), meaning);
      return { count: 0, result: { id: String(same.name), fresh: false } };
    }
    const name = createHash("sha256").update(by.key).digest("hex").slice(0, 16);
    const added = db
      .prepare(
        "INSERT INTO entry (name, topic, text, about, origin, confidentiality, untrusted, kept, expires, run)" +
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      )
      .run(name, topic, text, about, origin, confidentiality, untrusted, by.at, by.at + keep, by.run);
    if (meaning !== undefined) keepVector(db, Number(added.lastInsertRowid), meaning);
    return { count: 1, result: { id: name, fresh: true } };
  });
}

/** A question to long-term memory. */
export interface Recall {
  readonly topic: string;
  /** May be empty: then the newest texts are found. */
  readonly question: string;
  readonly most: number;
  readonly at: number;
  /** That of the question. */
  readonly meaning: Meaning | undefined;
}

interface Found {
  readonly id: number;
  readonly name: string;
  readonly text: string;
  readonly origin: string;
  readonly kept: number;
  readonly run: string;
}

/**
 * Texts of a topic: those that fit the question best first, then the others, newest first. The fit of words is BM25 as
 * SQLite's FTS5 computes it, as a share of the best. With vectors, `relevance` is the mean of that and the cosine (a convex
 * combination: Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023).
 */
export function recallEntries(db: DatabaseSync, wanted: Recall, label: Label): Json {
  const { topic, at, meaning } = wanted;
  const scores = scored(db, wanted, label);
  const best = Math.max(0, ...scores.values());
  const among = {
    where: `topic = :topic AND expires > :at AND ${visible}`,
    values: { topic, at, ...storedLabel(label) },
  };
  const near = meaning === undefined ? undefined : nearest(db, meaning, among);
  const relevance = ({ id }: Found): number => {
    const words = best === 0 ? 0 : (scores.get(id) ?? 0) / best;
    return near === undefined ? words : (words + Math.min(1, Math.max(0, near.get(id) ?? 0))) / 2;
  };
  const ids = new Set([...scores.keys(), ...(near?.keys() ?? [])]);
  return [...matching(db, ids), ...newest(db, wanted, label)]
    .filter(({ id }, index) => index < ids.size || !ids.has(id))
    .toSorted((one, other) => relevance(other) - relevance(one) || other.kept - one.kept || other.id - one.id)
    .slice(0, wanted.most)
    .map((found) => ({
      id: found.name,
      text: found.text,
      origin: found.origin,
      kept: new Date(found.kept).toISOString(),
      relevance: wanted.question === "" ? null : relevance(found),
      run: found.run,
    }));
}

/** BM25, larger for better, of the texts that have words of the question. */
function scored(
  db: DatabaseSync,
  { topic, question, at }: Recall,
  label: Label,
): ReadonlyMap<number, number> {
  const words = question.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? [];
  if (words.length === 0) return new Map();
  // In quotes, so that no word is an operator of FTS5.
  const asked = [...new Set(words)].slice(0, limits.wordsMax).map((word) => `"${word}"`);
  const rows = db
    .prepare(
      "SELECT entry.id, -bm25(entry_text) AS score FROM entry_text JOIN entry ON entry.id = entry_text.rowid" +
        ` WHERE entry_text MATCH :words AND topic = :topic AND expires > :at AND ${visible}` +
        " ORDER BY score DESC, entry.id DESC LIMIT :most",
    )
    .all({ words: asked.join(" OR "), topic, at, most: limits.candidatesMax, ...storedLabel(label) });
  return new Map(rows.map(({ id, score }) => [Number(id), Number(score)]));
}

const columns = "id, name, text, origin, kept, run";

function matching(db: DatabaseSync, ids: ReadonlySet<number>): readonly Found[] {
  const one = db.prepare(`SELECT ${columns} FROM entry WHERE id = ?`);
  return [...ids].map((id) => one.get(id) as unknown as Found);
}

function newest(db: DatabaseSync, { topic, most, at }: Recall, label: Label): readonly Found[] {
  return db
    .prepare(
      `SELECT ${columns} FROM entry WHERE topic = :topic AND expires > :at AND ${visible}` +
        " ORDER BY kept DESC, id DESC LIMIT :most",
    )
    .all({ topic, at, most, ...storedLabel(label) }) as unknown as readonly Found[];
}
