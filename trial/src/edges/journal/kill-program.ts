import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodePlanFile } from "@orchlang/plan";
import { compileText } from "../../compile.ts";

const program = `/// Asks a person, then posts once; it is told a secret on the way.
module edges.killed

role doorkeeper
event bell(text: String)

tool post(text: String) -> { text: String } {
  effect       once
  irreversible because "what is posted is read"
  latency      <= 5m
  run          module "./post.mjs#post"
}

human let_in(text: String) -> { granted: Bool } {
  ask  doorkeeper
  show "Post \${text}?"
}

plan visit(text: String, pin: String @secret) -> { text: String } {
  step door = let_in(text) { timeout 1d }
  when door.granted {
    step said = post(text)
    return said
  } else {
    fail "Not today."
  }
}

plan rung(text: String) -> { text: String } {
  step said = post(text)
  return said
}

trigger rings { on event bell  start rung(text: event.text) }
`;

const handler = `import { appendFileSync } from "node:fs";
const book = new URL("./book", import.meta.url);
export function post({ text }) {
  appendFileSync(book, text + "\\n");
  return { text };
}
`;

/** Writes the project whose commands are killed: a program, each plan of it as a file, and the handler that keeps a book. */
export function writeProject(folder: string): void {
  writeFileSync(join(folder, "killed.orch"), program);
  writeFileSync(join(folder, "post.mjs"), handler);
  plans ??= compiled();
  for (const [name, text] of plans) writeFileSync(join(folder, `${name}.plan.json`), text);
  mkdirSync(join(folder, ".orch"));
}

let plans: ReadonlyMap<string, string> | undefined;

function compiled(): ReadonlyMap<string, string> {
  const result = compileText(program);
  return new Map(
    ["visit", "rung"].map((name) => {
      const file = result.plan(`edges.killed.${name}`);
      if (file === undefined) throw new Error(JSON.stringify(result.diagnostics));
      return [name, encodePlanFile(file.plan, file.about)];
    }),
  );
}
