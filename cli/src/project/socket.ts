import { createHash } from "node:crypto";
import { existsSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { OwnerAddress } from "@orchlang/runtime/owner";
import { UsageError } from "../exit.ts";
import { ownToken } from "./door-file.ts";

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
  const found = statSync(folder);
  if (found.uid !== uid || (found.mode & 0o077) !== 0)
    throw new UsageError(`\`${folder}\` is not a folder that only you can enter.`, [
      "Delete it; the next command creates it again.",
    ]);
  return folder;
}
