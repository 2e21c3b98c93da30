import type { DataUse, FieldUse, TriggerMatrix } from "@orchlang/compiler";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";
import { shortName } from "../render/short-name.ts";
import { table } from "../render/table.ts";
import { loadWorld } from "../world/load-world.ts";

export const triggers: CommandDefinition = {
  name: "triggers",
  summary: "print a program's trigger matrix: events, triggers, and the plans that they start",
  arguments: [{ form: "<target>", says: "a file or a folder" }],
  options: [{ form: "--data", says: "instead, print the event fields that each consumer receives and uses" }],
  formats: ["pretty", "json"],
  examples: ["orch triggers house.orch", "orch triggers . --format json", "orch triggers house.orch --data"],
  async run(invocation) {
    const [target = ""] = invocation.args;
    const loaded = loadWorld(target);
    if (loaded.compiled === undefined) return refuseBroken(invocation.terminal, loaded);
    const { dataUse, triggerMatrix } = await import("@orchlang/compiler");
    if (invocation.flag("data")) {
      writeData(invocation, dataUse(loaded.compiled));
      return ExitCode.done;
    }
    const neverFires = loaded
      .hints()
      .filter(({ code }) => neverFiresCodes.has(code))
      .map(({ message }) => message);
    const matrix = { ...triggerMatrix(loaded.compiled, Date.now()), neverFires };
    const { out } = invocation.terminal;
    if (invocation.format === "json") out.json(matrix, 2);
    else write(invocation, matrix);
    return ExitCode.done;
  },
};

/** A trigger on an event that never happens, on runs that nothing starts. */
const neverFiresCodes: ReadonlySet<string> = new Set(["ORCH4603", "ORCH4604"]);

interface Shown extends TriggerMatrix {
  /** Sentences about causes that nothing brings about. */
  readonly neverFires: readonly string[];
}

function write({ terminal: { out } }: Invocation, { triggers: all, circles, neverFires }: Shown): void {
  if (all.length === 0) {
    out.line("There are no triggers.");
    return;
  }
  const rows = all.flatMap(({ name, on, starts, only, overlap, next = "" }) =>
    Array.from({ length: Math.max(on.length, only.length) }, (_, index) => [
      index === 0 ? shortName(name) : "",
      on[index] ?? "",
      only[index] ?? "",
      ...(index === 0 ? [shortName(starts), overlap, next] : ["", "", ""]),
    ]),
  );
  const heads = ["trigger", "fired by", "only", "starts", "overlap", "next"];
  const isFree = all.every(({ only }) => only.length === 0);
  out.lines(table([heads, ...rows].map((row) => (isFree ? row.toSpliced(heads.indexOf("only"), 1) : row))));
  const leads = all.filter(({ leadsTo }) => leadsTo.length > 0);
  // All members of a family lead to the same.
  const results = leads.map(
    ({ name, leadsTo }) => `${family(name)} may fire ${leadsTo.map(shortName).join(", ")}`,
  );
  for (const line of new Set(results)) out.line(line);
  for (const circle of circles) out.line(out.paint.doubtful(`cycle: ${circle.map(shortName).join(" → ")}`));
  for (const sentence of neverFires) out.line(out.paint.doubtful(sentence));
}

function family(name: string): string {
  return shortName(name.replace(/\(.*$/u, ""));
}

function writeData({ terminal: { out }, format }: Invocation, use: DataUse): void {
  if (format === "json") {
    out.json(use, 2);
    return;
  }
  const rows = use.fields.map(({ consumer, event, uses, unused }) => [
    consumerName(consumer),
    shortName(event),
    uses.join(", "),
    unused.map(labelled).join(", "),
  ]);
  if (rows.length > 0) out.lines(table([["consumer", "receives", "uses", "ignores"], ...rows]));
  for (const field of use.unusedFields)
    out.line(out.paint.doubtful(`nobody uses \`${shortName(field.event)}.${labelled(field)}\``));
  for (const signal of use.unreadSignals)
    out.line(out.paint.doubtful(`nobody reads \`${labelled({ ...signal, name: shortName(signal.name) })}\``));
  out.line(`${Math.round(use.score * 100)}% of received fields are used`);
}

function consumerName(consumer: string): string {
  const [kind = "", name = ""] = consumer.split(" ");
  return `${kind} ${shortName(name)}`;
}

function labelled({ name, label }: FieldUse["unused"][number]): string {
  return label === "personal" || label === "secret" ? `${name} (${label})` : name;
}
