import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "./version.ts";

/** A fault of orch itself: said plainly, with a report that can be filed. */
export function reportInternalFault(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const report = [
    `orch ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    `arguments: ${JSON.stringify(process.argv.slice(2))}`,
    "",
    stack,
    "",
  ].join("\n");
  const [what] = stack.split("\n");
  process.stderr.write(`A fault of orch itself, not of your program: ${what}\n`);
  try {
    const path = join(tmpdir(), `orch-fault-${process.pid}.txt`);
    writeFileSync(path, report);
    process.stderr.write(`The report is in ${path}; please file it with the program that led here.\n`);
  } catch {
    process.stderr.write(report);
  }
}
