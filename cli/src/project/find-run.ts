import type { Invocation } from "../command.ts";
import { findRun, withJournal } from "./journal.ts";

/** The whole id of the run that a person named by its beginning. */
export function runIdOf(invocation: Invocation, beginning: string): Promise<string> {
  return withJournal(invocation, (journal) => findRun(journal, beginning));
}
