import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Journal, Refusal, Store } from "@orchlang/runtime";
import type { StoreFault } from "@orchlang/runtime/journal";
import type { Invocation, OptionDefinition } from "../command.ts";
import { UsageError } from "../exit.ts";
import { filesOf, isDatabase, isRestate, noteAltered, shownStore, storeOf, suggesting } from "./place.ts";
import { hiding } from "./secrets.ts";

export const storeOption: OptionDefinition = {
  form: "--store <journal>",
  says: "a file, `postgres://…` or `restate://…` (default: `.orch/journal.db` of the project)",
};

/** Opens the journal that `--store` names, for reading; whatever is wrong with it is told. Within another use it is that one. */
export async function withJournal<T>(
  invocation: Invocation,
  use: (journal: Journal) => Promise<T>,
): Promise<T> {
  const path = storeOf(invocation);
  const open = opened.get(path);
  if (open !== undefined) return await use(open);
  const { DamagedJournal } = await import("@orchlang/runtime");
  const journal = await openToRead(invocation);
  if ("fault" in journal) throw unusable(invocation, journal);
  try {
    const hidden = hiding(journal);
    opened.set(path, hidden);
    await tellAltered(invocation, journal, path);
    return await use(hidden);
  } catch (error) {
    if (error instanceof DamagedJournal) throw unusable(invocation, error.fault);
    throw error;
  } finally {
    opened.delete(path);
    await journal.close();
  }
}

/** The journal that a command is about, for reading. */
export async function openToRead(
  invocation: Pick<Invocation, "target" | "text">,
): Promise<Journal | StoreFault> {
  const { openJournal, readJournal } = await import("@orchlang/runtime");
  const store = storeOf(invocation);
  if (!isDatabase(store)) return await openJournal(store);
  const { sealerBeside } = await import("@orchlang/runtime/journal");
  const sealing = { sealer: sealerBeside(filesOf(invocation), false) };
  const opened = isRestate(store)
    ? await (await import("@orchlang/runtime/restate")).openRestateStore(store, "read", sealing)
    : await (await import("@orchlang/runtime/postgres")).openPostgresStore(store, "read", sealing);
  return "fault" in opened ? opened : readJournal(opened);
}

/** The same for writing. */
export async function openToWrite(
  invocation: Pick<Invocation, "target" | "text">,
): Promise<Store | StoreFault> {
  const store = storeOf(invocation);
  if (!isDatabase(store)) {
    const { openSqliteStore } = await import("@orchlang/runtime");
    return openSqliteStore(store, { mode: "write" });
  }
  const { sealerBeside } = await import("@orchlang/runtime/journal");
  const files = filesOf(invocation);
  mkdirSync(dirname(files), { recursive: true });
  const sealing = { sealer: sealerBeside(files, true) };
  const write = { mode: "write" } as const;
  return isRestate(store)
    ? await (await import("@orchlang/runtime/restate")).openRestateStore(store, write, sealing)
    : await (await import("@orchlang/runtime/postgres")).openPostgresStore(store, write, sealing);
}

/** Reading commands continue; writing commands are refused. `orch audit` says more. */
async function tellAltered({ terminal: { err } }: Invocation, journal: Journal, path: string): Promise<void> {
  // Once is enough: a command that follows many runs opens it for each.
  const place = resolve(path);
  if (lookedAt.has(place)) return;
  lookedAt.add(place);
  const altered = await journal.altered();
  if (altered.length === 0) return;
  noteAltered(path);
  err.line("The journal differs from what was committed to it, so this output may be wrong:");
  for (const one of altered.slice(0, shown)) err.line(`  ${one}`);
  if (altered.length > shown) err.line(`  and ${altered.length - shown} more, which \`orch audit\` lists`);
}

const shown = 10;

/** Those that are being read: what is read meanwhile is read through them. */
const opened = new Map<string, Journal>();

/** The journals that this process has looked at. */
const lookedAt = new Set<string>();

/** Why the journal that a command is about cannot be used, and what to do. */
export function unusable(invocation: Pick<Invocation, "target" | "text">, fault: StoreFault): UsageError {
  const path = shownStore(storeOf(invocation));
  if (fault.fault === "missing" && !existsSync(path))
    return new UsageError(`There is no journal at \`${path}\`: nothing has run there yet.`, [
      "The journal of another project is named by `--store FILE`.",
    ]);
  const details =
    fault.fault === "altered"
      ? [`Or go on with what is left: ${suggesting(invocation)("audit --accept-loss '<why>'")}`]
      : [];
  return new UsageError(`The journal \`${path}\` cannot be used: ${fault.message}`, details);
}

/** The value, or the refusal thrown as wrong usage. */
export function orRefused<T extends object>(answer: T | Refusal): T {
  if ("refused" in answer) throw new UsageError(answer.message, answer.details ?? []);
  return answer;
}

/** The run that a person named by the beginning of its id. */
export async function findRun(journal: Journal, beginning: string): Promise<string> {
  return orRefused(await journal.find(beginning)).run;
}

/** The whole id of the run that a person named by its beginning. */
export function runIdOf(invocation: Invocation, beginning: string): Promise<string> {
  return withJournal(invocation, (journal) => findRun(journal, beginning));
}
