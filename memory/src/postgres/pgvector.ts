import type { Query } from "./database.ts";

/** Qualified names of pgvector's type and operator: its schema need not be on the search path. */
export interface Pgvector {
  /** The type of a vector. */
  readonly type: string;
  /** The negative inner product, which is the negative cosine of vectors of length 1. */
  readonly negativeProduct: string;
}

/**
 * The extension pgvector of a database, if it is there or may be created by this user. Undefined: vectors are compared in
 * plain SQL.
 */
export async function pgvectorOf(query: Query): Promise<Pgvector | undefined> {
  const known = await schemaOf(query);
  if (known !== undefined) return namesIn(known);
  const [available] = await query("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'");
  if (available === undefined) return undefined;
  try {
    await query("CREATE EXTENSION IF NOT EXISTS vector");
  } catch {
    // The user may not create it: plain SQL gives the same answers.
    return undefined;
  }
  const created = await schemaOf(query);
  return created === undefined ? undefined : namesIn(created);
}

async function schemaOf(query: Query): Promise<string | undefined> {
  const [fields] = await query(
    "SELECT quote_ident(n.nspname) AS name FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace" +
      " WHERE e.extname = 'vector'",
  );
  return fields === undefined ? undefined : String(fields.name);
}

function namesIn(schema: string): Pgvector {
  return { type: `${schema}.vector`, negativeProduct: `OPERATOR(${schema}.<#>)` };
}
