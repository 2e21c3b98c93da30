/** Timelines of scenarios, kept in a file beside the program that has them: `tea.timelines` beside `tea.orch`. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { UsageError } from "../exit.ts";

/** By what scenario it is of: `"title" for target`. */
export type Timelines = ReadonlyMap<string, readonly string[]>;

export function timelinesPath(file: string): string {
  return file.replace(/\.orch$/, ".timelines");
}

/** Those that are kept of a program; `undefined` where none are. Throws {@link UsageError} for what is no such file. */
export function readTimelines(file: string): Timelines | undefined {
  const path = timelinesPath(file);
  if (!existsSync(path)) return undefined;
  const found = new Map<string, string[]>();
  let lines: string[] | undefined;
  readFileSync(path, "utf8")
    .split(/\r?\n/)
    .forEach((line, place) => {
      if (line === "" || line.startsWith("#")) return;
      const name = /^scenario (".*" for \S+)$/.exec(line)?.[1];
      if (name !== undefined) {
        lines = [];
        found.set(name, lines);
      } else if (line.startsWith("  ") && lines !== undefined) lines.push(line.slice(2));
      else
        throw new UsageError(`${path}:${place + 1} is not a line of timelines: fix it, or remove the file.`);
    });
  return found;
}

/** In the order in which they stand; without any the file goes. */
export function writeTimelines(file: string, timelines: Timelines): void {
  const path = timelinesPath(file);
  if (timelines.size === 0) {
    rmSync(path, { force: true });
    return;
  }
  const head = `# Timelines of the scenarios of ${basename(file)}. \`orch test --update\` rewrites this file; \`orch test\` compares.\n`;
  const texts = [...timelines].map(
    ([name, lines]) => `\nscenario ${name}\n${lines.map((line) => `  ${line}\n`).join("")}`,
  );
  writeFileSync(path, head + texts.join(""));
}
