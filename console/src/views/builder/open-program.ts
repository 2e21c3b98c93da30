import { type OpenProject, openSession, type Session } from "@orchlang/compiler";
import { refusalOfName, renamed, symbolAt } from "@orchlang/editing";
import { applyEdits, type Diagnostic } from "@orchlang/language";
import type { ProgramText } from "../../server/types.ts";
import type { Files } from "./history.ts";

/** The program as the compiler has it open, in this page: what it says of the texts as they are. */
export interface OpenProgram {
  /** Makes the texts those of the compiler. */
  take(files: Files): void;
  diagnostics(path: string): readonly Diagnostic[];
  /** The bounds of a plan, and the verdicts on its rules; undefined while it has a mistake. */
  sketch(entry: string): Sketch | undefined;
  /** The texts with another name for what is named at a place, or why not. */
  rename(path: string, at: number, name: string): { readonly files: Files } | { readonly refused: string };
}

export type Sketch = NonNullable<ReturnType<Session["sketch"]>>["plan"];

export function openProgram(text: ProgramText, first: Files): OpenProgram {
  const standard = new Map(text.standard.map((one) => [one.name, one]));
  let files = first;
  let session = opened(files);
  function opened(own: Files): Session {
    const program = { files: [...own.keys()].filter((path) => path.endsWith(".orch")), root: text.root };
    return openSession(program, {
      read: (path) => {
        const result = own.get(path);
        return result === undefined ? { fault: "missing", message: "is missing" } : { text: result };
      },
      standard: (name) => standard.get(name),
      standardModules: [...standard.keys()],
    });
  }
  const project = (path: string): OpenProject | undefined => session.projectOf(path);
  return {
    take(next) {
      const isOther = next.size !== files.size || [...next.keys()].some((path) => !files.has(path));
      if (isOther) session = opened(next);
      else
        for (const [path, now] of next) {
          const before = session.text(path);
          if (before !== undefined && before !== now) session.change(path, difference(before, now));
        }
      files = next;
    },
    diagnostics: (path) => session.diagnostics(path),
    sketch: (entry) => session.sketch(entry)?.plan,
    rename(path, at, name) {
      const refused = refusalOfName(name);
      if (refused !== undefined) return { refused };
      const own = project(path);
      const result = own && symbolAt(own, path, at);
      if (own === undefined || result === undefined) return { refused: "The name is not known here." };
      const edits = Map.groupBy(renamed(own, result, name), ({ file }) => file);
      const next = new Map(files);
      for (const [file, some] of edits) next.set(file, applyEdits(files.get(file) ?? "", 0, some));
      return { files: next };
    },
  };
}

/** The stretch in which two texts differ. */
export function difference(before: string, now: string) {
  let start = 0;
  while (start < before.length && start < now.length && before[start] === now[start]) start += 1;
  let tail = 0;
  const most = Math.min(before.length, now.length) - start;
  while (tail < most && before.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  return { start, end: before.length - tail, text: now.slice(start, now.length - tail) };
}
