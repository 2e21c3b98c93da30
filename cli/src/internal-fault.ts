import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { openTerminal, redacted } from "./terminal/terminal.ts";
import { version } from "./version.ts";

/** A fault of orch itself: said plainly, with a report that can be filed. Nobody but this user can read it. */
export function reportInternalFault(error: unknown): void {
  const { err } = openTerminal({ color: false });
  const stack = redacted(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const report = [
    `orch ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    `arguments: ${argumentNames(process.argv.slice(2)).join(" ")}`,
    "",
    stack,
    "",
  ].join("\n");
  const [what = ""] = stack.split("\n");
  err.line(`A fault of orch itself, not of your program: ${what}`);
  try {
    const folder = reportFolder();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `fault-${randomBytes(9).toString("base64url")}.txt`);
    writeFileSync(path, report, { mode: 0o600, flag: "wx" });
    err.line(`The report is in ${path}; please file it with the program that led here.`);
  } catch {
    err.document(report);
  }
}

/** The command and the names of its options; their values may be private. */
function argumentNames([command = "", ...args]: readonly string[]): readonly string[] {
  const rest = args.map((arg) => (arg.startsWith("-") ? arg.replace(/=.*$/su, "=…") : "…"));
  return [/^[a-z-]+$/u.test(command) ? command : "…", ...rest];
}

/** That of the project, if this is one; else where programs of this user keep what they know of themselves. */
function reportFolder(): string {
  if (existsSync(".orch")) return resolve(".orch");
  const state = process.env.XDG_STATE_HOME;
  return join(state === undefined || state === "" ? join(homedir(), ".local", "state") : state, "orch");
}
