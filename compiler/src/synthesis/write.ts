import { createSourceFile, format, parse } from "@orchlang/language";
import type { Arranged, Arrangement } from "./arrange.ts";
import type { Feed } from "./graph.ts";

/** The head of a plan that achieves a goal, as the goal is written. */
export interface Head {
  readonly name: string;
  readonly goal: string;
  /** `to: Email, week: Int`. */
  readonly params: string;
  /** `-> { id: String }`, or nothing. */
  readonly result: string;
}

/** The plan as text, in the canonical layout. */
export function planText(head: Head, arrangement: Arrangement): string {
  const lines: string[] = [];
  const open: string[] = [];
  const opened = new Set<number>();
  const steps = new Map(arrangement.calls.map(([call, { node }]) => [call, node.step]));
  for (const [, arranged] of arrangement.calls) {
    for (const gate of arranged.gates) {
      if (opened.has(gate)) continue;
      opened.add(gate);
      const step = steps.get(gate) ?? "";
      lines.push(`when ${step}.granted {`);
      open.push(step);
    }
    lines.push(stepText(arranged, steps));
  }
  const { result } = arrangement;
  if (result !== undefined) lines.push(`return ${resultText(result)}`);
  for (const step of open.toReversed()) lines.push("} else {", `fail "not granted: ${step}"`, "}");
  return laidOut([`${headText(head)} {`, ...lines, "}", ""].join("\n"));
}

/** A plan that does nothing but has the goal's types: the compiler tells them of it. */
export function stubText(head: Head): string {
  return `${headText(head)} {\nfail "nothing found"\n}\n`;
}

function headText({ name, goal, params, result }: Head): string {
  return `plan ${name}(${params}) ${result} achieves ${goal}`;
}

function stepText({ node, args, after }: Arranged, steps: ReadonlyMap<number, string>): string {
  const given = args.map(({ name, feed }) => (feed.value.path === name ? name : `${name}: ${pathOf(feed)}`));
  const options = [
    ...(after.length === 0 ? [] : [`after ${after.map((call) => steps.get(call)).join(", ")}`]),
    ...(node.isEndless ? ["timeout 1d"] : []),
  ];
  const braces = options.length === 0 ? "" : ` { ${options.join("  ")} }`;
  return `step ${node.step} = ${node.local}(${given.join(", ")})${braces}`;
}

function resultText(result: NonNullable<Arrangement["result"]>): string {
  if ("whole" in result) return pathOf(result.whole);
  return `{ ${result.fields.map(({ name, feed }) => `${name}: ${pathOf(feed)}`).join(", ")} }`;
}

function pathOf({ value }: Feed): string {
  return value.path;
}

/** The formatter lays files out, so the plan is put into one for a moment. */
function laidOut(text: string): string {
  const [, ...rest] = format(parse(createSourceFile("plan.orch", `module m\n\n${text}`))).split("\n");
  return `${rest.join("\n").trim()}\n`;
}
