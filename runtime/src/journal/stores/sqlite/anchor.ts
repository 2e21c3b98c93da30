/**
 * The anchor of a journal: a small file beside it that states where its ledger ends. It is written after the commits it
 * covers are durable, so it may be behind the journal but is never ahead of an intact one.
 */
import { hash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { limits } from "../../../limits.ts";
import { soon, systemHands } from "../../../world/node.ts";
import type { KnownEnd } from "../../ledger-check.ts";

export interface Anchor extends KnownEnd {
  /** The journal's own name, as its ledger begins with it. */
  readonly journal: string;
}

const format = "orch.journal-anchor/1";

/**
 * Undefined: there is none; `damaged`: there is something else, also when it is looked at again; `forbidden`: this user may
 * not read it.
 */
export function readAnchor(path: string): Anchor | "damaged" | "forbidden" | undefined {
  const once = readOnce(path);
  // It may have been written to meanwhile.
  return once === "damaged" ? readOnce(path) : once;
}

function readOnce(path: string): Anchor | "damaged" | "forbidden" | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ENOENT") return undefined;
    return code === "EACCES" ? "forbidden" : "damaged";
  }
  const [body = "", check] = text.split("\n");
  if (check !== hash("sha256", body, "hex")) return "damaged";
  const { format: found, journal, commits, head } = JSON.parse(body) as Partial<Anchor & { format: string }>;
  const isOne =
    found === format &&
    typeof journal === "string" &&
    typeof commits === "number" &&
    Number.isSafeInteger(commits) &&
    typeof head === "string";
  return isOne ? { journal, commits, head } : "damaged";
}

/** A disk sector, which is written whole or not at all. */
const sectorBytes = 512;

/** It contains its own digest, so that a damaged anchor is not mistaken for a damaged journal. */
function textOf({ journal, commits, head }: Anchor): string {
  const body = JSON.stringify({ format, journal, commits, head });
  return `${body}\n${hash("sha256", body, "hex")}\n`.padEnd(sectorBytes);
}

/** A new one: durable when it returns. Throws what the file system says. */
export function writeAnchor(path: string, anchor: Anchor): void {
  const next = `${path}.next`;
  const file = openSync(next, "w", 0o600);
  try {
    writeSync(file, textOf(anchor));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
}

/**
 * Writes the anchor after commits, no more often than once in {@link limits.anchorMs}: the first at once, and what comes
 * meanwhile together. It is written over in one sector and not synced: what a loss of power leaves is this one or an older.
 */
export class AnchorKeeper {
  readonly #path: string;
  /** Where the ledger ends now: durable. */
  readonly #end: () => Anchor | undefined;
  #file: number | undefined;
  #cancel: (() => void) | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #warned = false;

  constructor(path: string, end: () => Anchor | undefined) {
    this.#path = path;
    this.#end = end;
  }

  /** Called at each commit. Uninterrupted commits leave no time for a timer, so the clock is read as well. */
  touch(): void {
    if (systemHands.steady() - this.#last < limits.anchorMs) {
      this.#cancel ??= soon(limits.anchorMs, () => {
        this.#cancel = undefined;
        this.touch();
      });
      return;
    }
    this.#cancel?.();
    this.#cancel = undefined;
    this.#last = systemHands.steady();
    this.#write();
  }

  /** Nothing was committed since, and nothing will be. Any number of times. */
  close(): void {
    if (this.#cancel !== undefined) this.#write();
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #write(): void {
    try {
      const end = this.#end();
      if (end === undefined) return;
      this.#file ??= openSync(this.#path, "r+");
      writeSync(this.#file, textOf(end), 0);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** The journal is safe without it; what is lost of it from here on nobody would notice. */
  #failed(error: unknown): void {
    if (this.#warned) return;
    this.#warned = true;
    const says = error instanceof Error ? error.message : String(error);
    process.emitWarning(
      `The anchor ${this.#path} cannot be written: ${says}. Data lost from now on would not be noticed.`,
    );
  }
}
