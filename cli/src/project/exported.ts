import {
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Journal } from "@orchlang/runtime";
import type { Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { dateTime } from "../render/moments.ts";
import { counted } from "../render/run-result.ts";
import { writing } from "./anchor.ts";
import { reason } from "./json-argument.ts";

/* An export of the whole installation: a folder with `events.ndjson` and `summary.json`, or one file with both. */

const eventsName = "events.ndjson";
const summaryName = "summary.json";

/** Writes everything to a folder, which may not have an export yet. */
export async function exportAll({ format, terminal: { out } }: Invocation, journal: Journal, folder: string) {
  writing(folder, () => mkdirSync(folder, { recursive: true }));
  const path = join(folder, eventsName);
  let file = -1;
  writing(path, () => {
    file = openSync(path, "wx");
  });
  let last: string | undefined;
  try {
    for await (const line of journal.exported(Date.now())) {
      const before = last;
      if (before !== undefined) writing(path, () => writeSync(file, `${before}\n`));
      last = line;
    }
  } finally {
    closeSync(file);
  }
  const summary = join(folder, summaryName);
  writing(summary, () => writeFileSync(summary, `${last}\n`, { flag: "wx" }));
  if (format !== "json") out.line(`${out.paint.done("✓")} exported to ${folder}`);
  return ExitCode.done;
}

/** Verifies an export and says what it has. */
export async function auditExported(
  { format, terminal: { out } }: Invocation,
  path: string,
): Promise<ExitCode> {
  const { verifyExport } = await import("@orchlang/runtime/journal");
  const verdict = await verifyExport(linesOf(path));
  if (format === "json") out.json(verdict);
  else if (verdict.whole) {
    const { events, streams, at, ledger } = verdict.summary;
    const runs = streams.length - 1;
    const { done, dim } = out.paint;
    out.line(`${done("✓")} ${counted(events, "event")} of ${counted(runs, "run")} and control, unaltered`);
    out.line(dim(`  exported ${dateTime(at)}${ledger === undefined ? "" : `, ledger ${ledger.head}`}`));
  } else out.line(`${out.paint.wrong("✗")} line ${verdict.line}: ${verdict.message}`);
  return verdict.whole ? ExitCode.done : ExitCode.fault;
}

async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    const isFolder = statSync(path).isDirectory();
    const files = isFolder ? [join(path, eventsName), join(path, summaryName)] : [path];
    for (const file of files)
      yield* createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new UsageError(`\`${path}\` cannot be read: ${reason(error)}`);
  }
}
