import { readFileSync, writeFileSync } from "node:fs";
import type { Json } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import { UsageError } from "../exit.ts";
import { reason } from "./json-argument.ts";

/** The head of a run's chain, kept outside of the journal. */
export interface Anchor {
  readonly format: "orch.anchor/1";
  readonly run: string;
  readonly events: number;
  /** Hash of the last of these events. */
  readonly head: string;
}

/** The anchor of a file; undefined where there is no such file. */
export function readAnchor(path: string): Anchor | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UsageError(`\`${path}\` cannot be read: ${reason(error)}`);
  }
  const anchor = parsed(text);
  if (anchor === undefined) throw new UsageError(`\`${path}\` was not written by \`orch audit --anchor\`.`);
  return anchor;
}

/** Never over a file that is there. */
export function writeAnchor(path: string, anchor: Anchor): void {
  writing(path, () => writeFileSync(path, `${canonical({ ...anchor } as Json)}\n`, { flag: "wx" }));
}

export function writing(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new UsageError(`\`${path}\` cannot be written: ${reason(error)}`);
  }
}

function parsed(text: string): Anchor | undefined {
  try {
    const { format, run, events, head } = JSON.parse(text) as Partial<Anchor>;
    const sound =
      format === "orch.anchor/1" &&
      typeof run === "string" &&
      Number.isSafeInteger(events) &&
      typeof head === "string" &&
      /^[0-9a-f]{64}$/u.test(head);
    return sound ? { format, run, events: events as number, head } : undefined;
  } catch {
    // The caller reports that the file is not an anchor.
    return undefined;
  }
}
