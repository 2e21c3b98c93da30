import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openSqliteStore } from "@orchlang/runtime";
import { genesis, recorded } from "../../runtime/src/journal/chain.ts";
import { run } from "../alone.ts";
import { table } from "../measure.ts";

/** What is measured in MB and ms rather than in units a second, in a process that has done nothing else before. */
export interface Weighing {
  readonly name: string;
  /** What the process is given, made beforehand. */
  readonly prepare: (folder: string) => Promise<string>;
  /** Beside this file. */
  readonly script: string;
}

export const weighings: readonly Weighing[] = [
  {
    name: "memory: runs of the campaign at once",
    prepare: async (folder) => folder,
    script: "campaign-runs.ts",
  },
  {
    name: "memory: waiting agents",
    prepare: async (folder) => folder,
    script: "waiting-agents.ts",
  },
  {
    name: "memory: a workspace in the editor",
    prepare: async (folder) => folder,
    script: "open-workspace.ts",
  },
  {
    name: "memory: a server that 1,000 WebSocket clients follow",
    prepare: async (folder) => folder,
    script: "followed-server.ts",
  },
  { name: "memory: a long journal, read by pages", prepare: longJournal, script: "paged-journal.ts" },
];

/** The lines of its table. */
export async function weigh({ prepare, script }: Weighing, folder: string): Promise<string> {
  const given = await prepare(folder);
  const path = fileURLToPath(new URL(script, import.meta.url));
  const told = execFileSync(process.execPath, [path, given], { encoding: "utf8" });
  const lines = told.trim().split("\n");
  const rows = lines.map((line) => JSON.parse(line) as { readonly when: string } & Record<string, number>);
  const heads = Object.keys(rows[0] ?? {}).filter((head) => head !== "when");
  const shown = (number = 0): string => (number < 100 ? number.toFixed(1) : number.toFixed(0));
  return table(
    ["", ...heads],
    rows.map((row) => [row.when, ...heads.map((head) => shown(row[head]))]),
  );
}

const events = 1_000_000;
const atOnce = 10_000;

/** Events as steps make them, in one stream. */
async function longJournal(folder: string): Promise<string> {
  const path = join(folder, "long.db");
  const store = openSqliteStore(path, { mode: "write", command: "bench" });
  if ("fault" in store) throw new Error(store.message);
  const stream = `run/${run}` as const;
  let link = genesis(stream);
  while (link.length < events) {
    const expected = link.length;
    const next = recorded(
      stream,
      link,
      Array.from({ length: atOnce }, (_, index) => result(expected + index)),
    );
    const done = await store.append([{ stream, expected, records: next.records }]);
    if (!done.ok) throw new Error(done.message);
    ({ link } = next);
  }
  await store.close();
  return path;
}

function result(number: number): object {
  const key = String(number).padStart(26, "0");
  return { t: "Ended", at: number, key, attempt: 1, dispatch: 1, outcome: { ok: { number } }, spent: {} };
}
