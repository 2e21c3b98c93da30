/**
 * Where the process that holds a journal can be told something: a file beside the journal, which only its owner may read.
 * Who can read it could write to the journal too, so its token is as good as the journal itself.
 */
import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";

export interface DoorFile {
  /** `http://127.0.0.1:7327` */
  readonly address: string;
  readonly token: string;
  readonly pid: number;
}

export function freshToken(): string {
  return randomBytes(32).toString("base64url");
}

function pathOf(journal: string): string {
  return `${journal}-door`;
}

/** Only while the journal's lock is held: so nobody else writes it. The answer takes it away again. */
export function leaveDoorFile(journal: string, door: Omit<DoorFile, "pid">): () => void {
  const path = pathOf(journal);
  // One that is there keeps its rights when it is written to.
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify({ ...door, pid: process.pid })}\n`, { mode: 0o600, flag: "wx" });
  return () => rmSync(path, { force: true });
}

/** Undefined: there is none that can be read. One of a process that died may still be there. */
export function readDoorFile(journal: string): DoorFile | undefined {
  try {
    const { address, token, pid } = JSON.parse(readFileSync(pathOf(journal), "utf8")) as Partial<DoorFile>;
    const isWhole = typeof address === "string" && typeof token === "string" && typeof pid === "number";
    return isWhole ? { address, token, pid } : undefined;
  } catch {
    // Whoever asks is told that the journal is in use.
    return undefined;
  }
}
