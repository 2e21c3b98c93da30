/**
 * Where the process that holds a journal can be told something: a file beside the journal says where it listens, another
 * has the token that it asks for. Only their owner may read them. Who can do that could write to the journal too, so the
 * token is as good as the journal itself.
 */
import { randomBytes } from "node:crypto";
import { lstatSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { UsageError } from "../exit.ts";
import { reason } from "./json-argument.ts";

/** The token as it is sent, `Authorization: Bearer …`, so that `curl -H @file` sends it. */
export function tokenPath(journal: string): string {
  return `${journal}-token`;
}

function doorPath(journal: string): string {
  return `${journal}-door`;
}

/** That of the journal, made the first time. One that others may have read, or written, is refused. */
export function ownToken(journal: string): string {
  const path = tokenPath(journal);
  try {
    const fresh = `Authorization: Bearer ${randomBytes(32).toString("base64url")}\n`;
    writeFileSync(path, fresh, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST")
      throw new UsageError(`\`${path}\` cannot be written: ${reason(error)}`);
  }
  const found = lstatSync(path);
  const isOurs = found.isFile() && (process.getuid === undefined || found.uid === process.getuid());
  if (!isOurs || (process.getuid !== undefined && (found.mode & 0o077) !== 0))
    throw new UsageError(`\`${path}\` is not a file that only you can read and write.`, [
      "Delete it; the next start makes a new token.",
    ]);
  const token = tokenIn(path);
  if (token === undefined)
    throw new UsageError(`\`${path}\` contains no token.`, ["Delete it; the next start makes a new one."]);
  return token;
}

function tokenIn(path: string): string | undefined {
  return /^Authorization: Bearer ([\w-]{43,})\n$/u.exec(readFileSync(path, "utf8"))?.[1];
}

/** Only while the journal's lock is held: so nobody else writes it. The answer takes it away again. */
export function leaveDoorFile(journal: string, address: string): () => void {
  const path = doorPath(journal);
  // One that is there keeps its rights when it is written to.
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify({ address, pid: process.pid })}\n`, { mode: 0o600, flag: "wx" });
  return () => rmSync(path, { force: true });
}
