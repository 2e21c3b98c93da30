/**
 * The anchor of a journal: a small file beside it that says where its ledger ends. What it speaks of was durable before it
 * was written, so it may be behind the journal and is never ahead of one that is whole.
 */
import { hash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { limits } from "../../../limits.ts";
import { soon } from "../../../world/node.ts";
import type { KnownEnd } from "../../ledger-check.ts";

export interface Anchor extends KnownEnd {
  /** The journal's own name, as its ledger begins with it. */
  readonly journal: string;
}

const format = "orch.journal-anchor/1";

/** Undefined: there is none; `damaged`: there is something else. */
export function readAnchor(path: string): Anchor | "damaged" | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT" ? undefined : "damaged";
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

/** Its own digest lies beside it, so that a damaged anchor is told from a damaged journal. */
function textOf({ journal, commits, head }: Anchor): string {
  const body = JSON.stringify({ format, journal, commits, head });
  return `${body}\n${hash("sha256", body, "hex")}\n`;
}

/** Durable when it returns. Throws what the file system says. */
export function writeAnchor(path: string, anchor: Anchor): void {
  const next = `${path}.next`;
  const file = openSync(next, "w", 0o644);
  try {
    writeSync(file, textOf(anchor));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
}

async function writeAnchorMeanwhile(path: string, anchor: Anchor): Promise<void> {
  const next = `${path}.next`;
  const file = await open(next, "w", 0o644);
  try {
    await file.writeFile(textOf(anchor));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
}

/**
 * Writes the anchor after commits, never more often than once in {@link limits.anchorMs}: the first at once, and what comes
 * meanwhile together. Nobody waits for it.
 */
export class AnchorKeeper {
  readonly #path: string;
  /** Where the ledger ends now: durable. */
  readonly #end: () => Anchor | undefined;
  #written = -1;
  #writing: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #again = false;
  #warned = false;

  constructor(path: string, end: () => Anchor | undefined) {
    this.#path = path;
    this.#end = end;
  }

  /** Something was committed. */
  touch(): void {
    this.#again = true;
    if (this.#writing !== undefined || this.#cancel !== undefined) return;
    this.#again = false;
    this.#cancel = soon(limits.anchorMs, () => this.#rung());
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
      if (this.#again && this.#cancel === undefined) this.touch();
    });
  }

  /** What is still to be written; nothing was committed since, and nothing will be. */
  async close(): Promise<void> {
    await this.#writing;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#again = false;
    const end = this.#end();
    if (end === undefined || end.commits === this.#written) return;
    try {
      writeAnchor(this.#path, end);
    } catch (error) {
      this.#failed(error);
    }
  }

  #rung(): void {
    this.#cancel = undefined;
    if (this.#again && this.#writing === undefined) this.touch();
  }

  async #write(): Promise<void> {
    try {
      const end = this.#end();
      if (end === undefined || end.commits === this.#written) return;
      await writeAnchorMeanwhile(this.#path, end);
      this.#written = end.commits;
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
      `The anchor ${this.#path} cannot be written: ${says}. Losses since would not be noticed.`,
    );
  }
}
