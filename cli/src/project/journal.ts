import type { Journal, Refusal, StoreFault } from "@orchlang/runtime";
import type { Invocation, OptionDefinition } from "../command.ts";
import { UsageError } from "../exit.ts";
import { hiding } from "./secrets.ts";

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
    return await use(hiding(journal));
  } catch (error) {
    if (error instanceof DamagedJournal) throw unusable(path, error.fault);
    throw error;
  } finally {
    await journal.close();
  }
}

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
