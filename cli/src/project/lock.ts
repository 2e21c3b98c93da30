import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PlanId } from "@orchlang/plan";
import type { OptionDefinition } from "../command.ts";
import { UsageError } from "../exit.ts";
import { writing } from "./anchor.ts";
import { reason } from "./json-argument.ts";

/** Where approvals are kept: in version control, beside what they approve. */
const lockName = "orch.lock.json";

export const lockOption: OptionDefinition = {
  form: "--lock <file>",
  says: `the file of approvals; default: the \`${lockName}\` of the project`,
};

/** A plan with the code that it may be run by, and who said so. */
export interface Approved {
  /** As the plan file names what it runs: `marketing.campaign.launch`. */
  readonly entry: string;
  readonly plan: PlanId;
  readonly deploy: string;
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
}

interface Lock {
  readonly format: "orch.lock/1";
  readonly approved: readonly Approved[];
}

/** The lock file around a folder: the innermost that is there, else where one would be, beside `orch.json`. */
export function lockPath(root: string): string {
  let beside = root;
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, lockName))) return join(folder, lockName);
    if (existsSync(join(folder, "orch.json"))) beside = folder;
    if (dirname(folder) === folder) return join(beside, lockName);
  }
}

/** Undefined where there is no such file. */
export function readLock(path: string): readonly Approved[] | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UsageError(`\`${path}\` cannot be read: ${reason(error)}`);
  }
  const lock = parsed(text);
  if (lock === undefined) throw new UsageError(`\`${path}\` was not written by \`orch approve\`.`);
  return lock.approved;
}

/** Replaces earlier approvals of the same entry. */
export function approve(path: string, approval: Approved): void {
  const others = (readLock(path) ?? []).filter(({ entry }) => entry !== approval.entry);
  const approved = [...others, approval].sort((one, other) => (one.entry < other.entry ? -1 : 1));
  const lock: Lock = { format: "orch.lock/1", approved };
  writing(path, () => writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`));
}

function parsed(text: string): Lock | undefined {
  try {
    const { format, approved } = JSON.parse(text) as Partial<Lock>;
    const sound = format === "orch.lock/1" && Array.isArray(approved) && approved.every(isApproved);
    return sound ? { format, approved } : undefined;
  } catch {
    // The caller reports that the file is not a lock file.
    return undefined;
  }
}

function isApproved(value: unknown): value is Approved {
  if (typeof value !== "object" || value === null) return false;
  const { entry, plan, deploy, by, at } = value as Record<string, unknown>;
  const isId = (id: unknown): boolean => typeof id === "string" && /^sha256:[0-9a-f]{64}$/u.test(id);
  return (
    typeof entry === "string" &&
    isId(plan) &&
    isId(deploy) &&
    typeof by === "string" &&
    typeof at === "string"
  );
}
