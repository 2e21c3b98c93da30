import { chmodSync, lstatSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { JsonObject } from "@orchlang/plan";
import type { Kept } from "@orchlang/runtime/journal";
import { ProblemError } from "../problem.ts";
import type { Principal } from "./principal.ts";
import {
  idOf,
  matchesToken,
  mintToken,
  type TokenRecord,
  type TokenRequest,
  tokenRecordIn,
} from "./token.ts";

/** The tokens that the server accepts. */
export interface TokenStore {
  list(): readonly TokenRecord[];
  /** The principal of a token at a moment; undefined: unknown, revoked or expired. */
  principal(token: string, now: number): Principal | undefined;
  /** The principal of the token of this id at a moment. */
  holder(id: string, now: number): Principal | undefined;
  /** True if the token of this id still counts at a moment. */
  counts(id: string, now: number): boolean;
  /** The token is returned once and kept nowhere. It is to be given away once `kept` has resolved. */
  create(request: TokenRequest): MadeToken;
  /** True if there was one of that id. It counts no longer at once; resolves when that is kept. */
  revoke(id: string): Promise<boolean>;
}

interface MadeToken {
  readonly token: string;
  readonly record: TokenRecord;
  /** Rejects where it cannot be kept: then it does not count. */
  readonly kept: Promise<void>;
}

/** In memory. `save` is called with all records after each change, before the change counts. */
export function tokenStore(
  records: readonly TokenRecord[],
  save: (records: readonly TokenRecord[]) => void | Promise<void> = () => undefined,
): TokenStore {
  const known = new Map(records.map((record) => [record.id, record]));
  const change = async (records: ReadonlyMap<string, TokenRecord>): Promise<void> => {
    const saved = save([...records.values()]);
    known.clear();
    for (const [id, record] of records) known.set(id, record);
    await saved;
  };
  const valid = (id: string, now: number): TokenRecord | undefined => {
    const record = known.get(id);
    return record?.expires !== undefined && record.expires <= now ? undefined : record;
  };
  return {
    list: () => [...known.values()],
    principal: (token, now) => {
      const record = valid(idOf(token) ?? "", now);
      return record !== undefined && matchesToken(token, record) ? principalOf(record) : undefined;
    },
    holder: (id, now) => {
      const record = valid(id, now);
      return record === undefined ? undefined : principalOf(record);
    },
    counts: (id, now) => valid(id, now) !== undefined,
    create: (request) => {
      const made = mintToken(request);
      const { id } = made.record;
      const kept = change(new Map([...known, [id, made.record]])).catch((error: unknown) => {
        known.delete(id);
        throw error;
      });
      // Reported to whoever waits for it.
      kept.catch(() => undefined);
      return { ...made, kept };
    },
    revoke: async (id) => {
      if (!known.has(id)) return false;
      await change(new Map([...known].filter(([one]) => one !== id)));
      return true;
    },
  };
}

function principalOf({
  id,
  name,
  role,
  user,
  roles,
  clearance,
  plans,
  pools,
  expires,
}: TokenRecord): Principal {
  const ends = expires === undefined ? {} : { expires };
  const serves = pools === undefined ? {} : { pools };
  return {
    token: id,
    name,
    role,
    user: { id: user, roles, consents: [] },
    clearance,
    plans,
    ...serves,
    ...ends,
  };
}

const format = "orch.tokens/1";

/**
 * Tokens in a file of mode 0600, as hashes. Written to a temporary file and renamed, so that a kill leaves the old or the
 * new file. `fault`: the file is damaged, or others may read or write it.
 */
export function openTokenFile(path: string): TokenStore | { readonly fault: string } {
  const read = recordsIn(path);
  if ("fault" in read) return read;
  return tokenStore(read.records, (records) => {
    const temporary = `${path}.new`;
    try {
      writeFileSync(temporary, `${JSON.stringify({ format, tokens: records }, null, 2)}\n`, { mode: 0o600 });
      chmodSync(temporary, 0o600);
      renameSync(temporary, path);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ProblemError(
        503,
        "tokens",
        `The file of tokens can't be written, so nothing has changed: ${why}`,
      );
    }
  });
}

/** The place of tokens in a journal that several nodes share. */
const keptName = "tokens";

/**
 * Tokens in the journal's database, as hashes, so that every node that takes over accepts the same. `before`: those of a
 * file that the journal had for itself. Whoever no longer holds the journal changes none.
 */
export async function openKeptTokens(
  kept: Kept,
  before: readonly TokenRecord[] = [],
): Promise<TokenStore | { readonly fault: string }> {
  const text = await kept.get(keptName);
  const read =
    text === undefined ? { records: before } : recordsOf(JSON.parse(text) as JsonObject, "the journal");
  if ("fault" in read) return read;
  return tokenStore(read.records, async (records) => {
    const put = await kept.put(keptName, JSON.stringify({ format, tokens: [...records] }));
    if (!put.ok) throw new Error(`The tokens cannot be kept: ${put.message}`);
  });
}

function recordsIn(path: string): { readonly records: readonly TokenRecord[] } | { readonly fault: string } {
  try {
    const stats = lstatSync(path);
    const isOurs = stats.isFile() && (process.getuid === undefined || stats.uid === process.getuid());
    if (!isOurs || (process.getuid !== undefined && (stats.mode & 0o077) !== 0))
      return { fault: `\`${path}\` is not a file that only you can read and write: \`chmod 600 ${path}\`` };
    return recordsOf(JSON.parse(readFileSync(path, "utf8")) as JsonObject, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { records: [] };
    const message = error instanceof Error ? error.message : String(error);
    return { fault: `\`${path}\` cannot be read: ${message}` };
  }
}

function recordsOf(
  { format: value, tokens }: JsonObject,
  path: string,
): { readonly records: readonly TokenRecord[] } | { readonly fault: string } {
  const listed = Array.isArray(tokens) ? tokens : [];
  const records = listed.map((one) => tokenRecordIn((one ?? {}) as JsonObject));
  const isWhole = value === format && Array.isArray(tokens) && !records.includes(undefined);
  if (!isWhole) return { fault: `\`${path}\` is not a file of tokens` };
  return { records: records.filter((record) => record !== undefined) };
}
