import { closeSync, mkdtempSync, openSync, readSync, rmSync, unwatchFile, watchFile } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A report of a run about one of its steps. */
export interface Happening {
  readonly run: string;
  readonly message: string;
  readonly step?: string;
  /** `routine/node` of the plan file. */
  readonly node?: string;
  readonly capability?: string;
  /** True for a step that has begun but called nothing yet, because it asks somebody first. */
  readonly waits?: boolean;
}

/** A file that a run writes its log into, and what is written there, line by line, until the run has ended. */
export function followLog(hear: (happening: Happening) => void): {
  readonly path: string;
  readonly stop: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), "orch-run-"));
  const path = join(folder, "log.ndjson");
  closeSync(openSync(path, "w"));
  let [read, rest] = [0, ""];
  const stop = (): void => {
    unwatchFile(path);
    rmSync(folder, { recursive: true, force: true });
  };
  const look = (): void => {
    const bytes = Buffer.alloc(65_536);
    const file = openSync(path, "r");
    for (let count = readSync(file, bytes, 0, bytes.length, read); count > 0; ) {
      read += count;
      rest += bytes.toString("utf8", 0, count);
      count = readSync(file, bytes, 0, bytes.length, read);
    }
    closeSync(file);
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const happening = happeningOf(JSON.parse(line));
      hear(happening);
      if (/^execution_(?:completed|failed)$/u.test(happening.message)) stop();
    }
  };
  watchFile(path, { interval: 150 }, look);
  return { path, stop };
}

function happeningOf(line: Readonly<Record<string, string | null>>): Happening {
  const { msg, run, step, node, capability, params } = line;
  return {
    run: run ?? "",
    message: msg ?? "",
    ...(step && node && { step, node }),
    ...(capability && { capability }),
    waits: params === null,
  };
}
