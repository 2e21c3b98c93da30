import type { KnownNow } from "@orchlang/runtime/events";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { orRefused, storeOption, withJournal } from "../project/journal.ts";
import { plainly } from "../render/control-words.ts";
import { dateTime } from "../render/moments.ts";
import { shortName } from "../render/short-name.ts";
import { table } from "../render/table.ts";

export const context: CommandDefinition = {
  name: "context",
  summary: "show the present signals and flags, with their age and sources",
  arguments: [{ form: "[name]", says: "one signal or flag, by its name or the end of its name" }],
  options: [storeOption],
  formats: ["pretty", "json"],
  examples: ["orch context", "orch context occupied", "orch context --format json"],
  async run(invocation) {
    const [name] = invocation.args;
    const all = await withJournal(invocation, async (journal) =>
      orRefused(await journal.context(Date.now())),
    );
    const wanted = all.filter((one) => name === undefined || isNamed(one, name));
    if (name !== undefined && wanted.length === 0)
      throw new UsageError(`No signal or flag is named \`${name}\`.`);
    write(invocation, wanted);
    return ExitCode.done;
  },
};

function isNamed({ name }: KnownNow, text: string): boolean {
  const plain = name.replace(/\(.*$/u, "");
  return [name, plain].some((one) => one === text || one.endsWith(`.${text}`));
}

function write({ terminal: { out }, format }: Invocation, all: readonly KnownNow[]): void {
  if (format === "json") {
    for (const one of all) out.json(one);
    return;
  }
  if (all.length === 0) out.line("No signals or flags are declared.");
  const rows = all.map((one) => [
    out.paint.strong(shortName(one.name)),
    one.value === undefined ? out.paint.doubtful("unknown") : spoken(one),
    one.value === undefined || one.confidence === undefined ? "" : `${Math.round(one.confidence * 100)}%`,
    one.since === undefined ? "" : `since ${dateTime(one.since)}`,
    out.paint.dim(reasonOf(one)),
  ]);
  if (rows.length > 0) out.lines(table(rows));
}

/** The sources of a value; for a flag, the values that it was read from. */
function reasonOf({ sources = [], because = [] }: KnownNow): string {
  const results = sources.map((one) => `${one.source}: ${spoken(one)}`);
  const read = because.map((one) => `${shortName(one.name)} ${spoken(one)}`);
  return [...results, ...read].join(", ");
}

/** Hidden values and members of enums have no quotes. */
function spoken({ value, text }: Pick<KnownNow, "value" | "text">): string {
  if (value === undefined) return "unknown";
  return text ?? plainly(value);
}
