/**
 * Where the process that holds a journal can be told something: a file beside the journal says where it listens, another
 * has the token that it asks for. Only their owner may read them. Who can do that could write to the journal too, so the
 * token is as good as the journal itself.
 */
import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { OwnerAddress } from "@orchlang/runtime/owner";
import { UsageError } from "../exit.ts";
import { reason } from "./json-argument.ts";

/** The token as it is sent, `Authorization: Bearer …`, so that `curl -H @file` sends it. */
export function tokenPath(journal: string): string {
  return `${journal}-token`;
}

function ingressPath(journal: string): string {
  return `${journal}-ingress`;
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
  const stats = lstatSync(path);
  const isOurs = stats.isFile() && (process.getuid === undefined || stats.uid === process.getuid());
  if (!isOurs || (process.getuid !== undefined && (stats.mode & 0o077) !== 0))
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
export function leaveIngressFile(journal: string, address: string): () => void {
  const path = ingressPath(journal);
  // One that is there keeps its rights when it is written to.
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify({ address, pid: process.pid })}\n`, { mode: 0o600, flag: "wx" });
  return () => rmSync(path, { force: true });
}

/** Longer paths of Unix domain sockets are refused by some systems (104 bytes), with room for the folder it is made in. */
const pathBytesMax = 90;

/**
 * Where the process that holds a journal listens to the commands of others: a socket beside the journal that its owner
 * alone may open. Where that path would be too long it lies in a folder of the user's own for temporary files; on Windows it
 * is a pipe, which wants the journal's token.
 */
export function socketOf(journal: string): OwnerAddress {
  const place = placeOf(journal);
  const name = createHash("sha256").update(place).digest("hex").slice(0, 32);
  if (process.platform === "win32") return { path: `\\\\.\\pipe\\orch-${name}`, token: ownToken(place) };
  const beside = `${place}-socket`;
  if (Buffer.byteLength(beside) <= pathBytesMax) return { path: beside };
  return { path: join(ownFolder(), name) };
}

/** The journal's own place, however one comes to it: all who mean it find one socket. */
function placeOf(journal: string): string {
  if (existsSync(journal)) return realpathSync(journal);
  const folder = dirname(journal);
  return join(existsSync(folder) ? realpathSync(folder) : folder, basename(journal));
}

function ownFolder(): string {
  const uid = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `orch-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = statSync(folder);
  if (stats.uid !== uid || (stats.mode & 0o077) !== 0)
    throw new UsageError(`\`${folder}\` is not a folder that only you can enter.`, [
      "Delete it; the next command creates it again.",
    ]);
  return folder;
}
