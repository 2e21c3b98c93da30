import { chmodSync, copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { writing } from "../project/anchor.ts";
import { storeOption } from "../project/journal.ts";
import { refuseDatabase, storeOf } from "../project/place.ts";
import { counted } from "../render/run-result.ts";

/** A backup is a folder with a journal of this name and what belongs to it. */
const journalName = "journal.db";
const tokens = "-tokens";

export const backup: CommandDefinition = {
  name: "backup",
  summary: "copy the journal to a new folder, even while a server holds it",
  arguments: [{ form: "<folder>", says: "a new or empty folder" }],
  options: [storeOption],
  formats: ["pretty", "json"],
  examples: ["orch backup /mnt/vault/monday", "orch backup out --store house.db"],
  async run(invocation) {
    const [folder = ""] = invocation.args;
    const { backupJournal } = await import("@orchlang/runtime/journal");
    refuseDatabase(invocation, "`pg_dump --schema=orch` copies it, also while a server holds it.");
    const store = storeOf(invocation);
    const target = join(folder, journalName);
    const made = await backupJournal(store, target);
    if ("fault" in made) throw new UsageError(made.message);
    copyTokens(store, target);
    return printBackup(invocation, made, `copied to ${folder}`);
  },
};

export const restore: CommandDefinition = {
  name: "restore",
  summary: "copy a backup to the journal's place, if no journal is there",
  arguments: [{ form: "<folder>", says: "a folder that `orch backup` has written" }],
  options: [storeOption],
  formats: ["pretty", "json"],
  examples: ["orch restore /mnt/vault/monday"],
  async run(invocation) {
    const [folder = ""] = invocation.args;
    const { restoreJournal } = await import("@orchlang/runtime/journal");
    refuseDatabase(invocation, "`pg_restore` puts back what `pg_dump` has copied.");
    const store = storeOf(invocation);
    const from = join(folder, journalName);
    const made = restoreJournal(from, store);
    if ("fault" in made) throw new UsageError(made.message);
    copyTokens(from, store);
    return printBackup(invocation, made, `restored to ${store}`);
  },
};

/** The hashes of the server's tokens, where there are some. */
function copyTokens(from: string, to: string): void {
  if (!existsSync(`${from}${tokens}`)) return;
  writing(`${to}${tokens}`, () => {
    mkdirSync(join(to, ".."), { recursive: true });
    copyFileSync(`${from}${tokens}`, `${to}${tokens}`);
    chmodSync(`${to}${tokens}`, 0o600);
  });
}

function printBackup(
  { format, terminal: { out } }: Invocation,
  made: { readonly commits: number; readonly head: string },
  says: string,
): ExitCode {
  if (format === "json") out.json(made);
  else {
    const { done, dim } = out.paint;
    out.line(`${done("✓")} ${counted(made.commits, "commit")} ${says}  ${dim(made.head)}`);
  }
  return ExitCode.done;
}
