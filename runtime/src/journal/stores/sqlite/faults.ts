import { accessSync, constants, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Appended, StoreFault } from "../../store.ts";

/** SQLite's primary result codes that are distinguished (https://sqlite.org/rescode.html). */
const codes = {
  /** A statement names a table or column that is not there: the schema was altered. */
  statement: 1,
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

type Trouble = keyof typeof codes | "other";

/** The kind of an error of SQLite or the file system. Any other error is a bug and is thrown on. */
export function trouble(error: unknown, path: string): Trouble {
  if (!(error instanceof Error)) throw error;
  const { code, errcode } = error as Error & { code?: string; errcode?: number };
  if (code === "ENOSPC" || code === "EDQUOT") return "full";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "readOnly";
  if (code !== "ERR_SQLITE_ERROR" && code?.startsWith("E") && !code.startsWith("ERR_")) return "cannotOpen";
  if (code !== "ERR_SQLITE_ERROR") throw error;
  const primary = (errcode ?? 0) & 0xff;
  // A full disk shows as an input/output error where SQLite wants room for its shared memory.
  if (primary === codes.io && diskIsFull(path)) return "full";
  // It cannot open a file where it cannot make those that belong beside it.
  if (
    primary === codes.cannotOpen &&
    allowed(dirname(path), constants.R_OK) &&
    !allowed(dirname(path), constants.W_OK)
  ) {
    return "readOnly";
  }
  for (const [name, value] of Object.entries(codes)) if (value === primary) return name as Trouble;
  return "other";
}

/** The fault returned instead of opening, or while reading. */
export function storeFault(error: unknown, path: string): StoreFault {
  const says = error instanceof Error ? error.message : String(error);
  switch (trouble(error, path)) {
    case "busy":
    case "locked":
      return { fault: "locked", message: `The journal ${path} is busy in another process: ${says}.` };
    case "readOnly":
      return {
        fault: "read_only",
        message: `The journal ${path} cannot be written: the file or its folder is read-only. Make it writable, or name another journal.`,
      };
    case "full":
      return { fault: "full", message: `The disk of the journal ${path} is full. Make room and try again.` };
    case "corrupt":
    case "statement":
      return damagedFile(path, says);
    case "notADatabase":
      return foreignFile(path);
    default:
      if (isFolder(path))
        return { fault: "unreadable", message: `${path} is a folder: a journal is a file. Name one.` };
      return { fault: "unreadable", message: `The journal ${path} cannot be opened: ${says}.` };
  }
}

/** The fault returned instead of an append. */
export function appendFault(error: unknown, path: string): Appended {
  const says = error instanceof Error ? error.message : String(error);
  switch (trouble(error, path)) {
    case "full":
      return {
        ok: false,
        why: "full",
        message: `The disk of the journal ${path} is full. The journalled events are safe; make room and resume.`,
      };
    case "readOnly":
      return {
        ok: false,
        why: "read_only",
        message: `The journal ${path} can no longer be written: the file or its folder became read-only.`,
      };
    default:
      return { ok: false, why: "unknown", message: `The journal ${path} did not take an append: ${says}.` };
  }
}

export function damagedFile(path: string, says: string): StoreFault {
  return {
    fault: "corrupt",
    message: `The journal ${path} is damaged: it was cut or altered (${says}). Nothing was changed; restore it from a copy.`,
  };
}

export function foreignFile(path: string): StoreFault {
  return {
    fault: "unreadable",
    message: `${path} is not a journal: it was written by something else. Nothing was changed; name another file.`,
  };
}

export function newerFile(path: string): StoreFault {
  return {
    fault: "newer",
    message: `The journal ${path} was written by a newer release of orch. Use that release, or name another journal.`,
  };
}

function allowed(path: string, how: number): boolean {
  try {
    accessSync(path, how);
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function diskIsFull(path: string): boolean {
  try {
    return statfsSync(dirname(path)).bavail === 0;
  } catch (error) {
    // The folder itself is gone or hidden: then it is not fullness that is the matter.
    if (error instanceof Error) return false;
    throw error;
  }
}
