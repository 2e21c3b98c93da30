import type { Journal, Refusal, StoreFault } from "@orchlang/runtime";
import type { Invocation, OptionDefinition } from "../command.ts";
import { UsageError } from "../exit.ts";

export const storeOption: OptionDefinition = {
  form: "--store <file>",
  says: "the journal",
  default: ".orch/journal.db",
};

/** Opens the journal that `--store` names, for reading; whatever is wrong with it is told. */
export async function withJournal<T>(
  invocation: Invocation,
  use: (journal: Journal) => Promise<T>,
): Promise<T> {
  const { DamagedJournal, openJournal } = await import("@orchlang/runtime");
  const path = invocation.text("store") ?? "";
  const journal = await openJournal(path);
  if ("fault" in journal) throw unusable(path, journal);
  try {
    await tellAltered(invocation, journal);
    return await use(journal);
  } catch (error) {
    if (error instanceof DamagedJournal) throw unusable(path, error.fault);
    throw error;
  } finally {
    await journal.close();
  }
}

/** What is read is shown all the same; whoever writes is refused. `orch audit` says more. */
async function tellAltered({ terminal: { err } }: Invocation, journal: Journal): Promise<void> {
  const altered = await journal.altered();
  if (altered.length === 0) return;
  err.line("The journal is not what was committed to it, so what is shown may be wrong:");
  for (const one of altered.slice(0, shown)) err.line(`  ${one}`);
  if (altered.length > shown) err.line(`  and ${altered.length - shown} more, which \`orch audit\` lists`);
}

const shown = 10;

export function unusable(path: string, fault: StoreFault): UsageError {
  return new UsageError(`The journal \`${path}\` cannot be used: ${fault.message}`);
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
