import type { Capability, Draft, Parameter } from "../draft.ts";
import { plain, type Type, typeText } from "../types.ts";
import { parameterText, tagsFor } from "./written.ts";

/* Capabilities that only serve others: they undo what was done, or say whether it was. */

/** `undo u(…)`: with a parameter, a part of the result, or nothing. */
export function undoClause(draft: Draft, of: Capability): string {
  const [param] = of.params;
  if (of.undo === "result") return `undo ${serving(draft, "u", { reads: "result", type: of.result })}`;
  const reads = draft.dice.chance(0.7) ? param?.name : undefined;
  return `undo ${serving(draft, "u", { reads, type: param?.type })}`;
}

/** `confirm c(…)`: it is asked with what the call was given. */
export function confirmClause(draft: Draft, of: Capability): string {
  const [param] = of.params;
  const reads = draft.dice.chance(0.5) ? param?.name : undefined;
  const gives = of.result === undefined ? "Bool?" : `Done<${typeText(of.result)}>`;
  return `confirm ${serving(draft, "c", { reads, type: param?.type, gives })}`;
}

/** `undo u(of: result)`, as an option of a step. */
export function undoOption(draft: Draft, result: Type | undefined): string {
  return `undo ${serving(draft, "u", { reads: result === undefined ? undefined : "result", type: result })}`;
}

interface Serving {
  /** Its arguments, as written in the call. */
  readonly reads: string | undefined;
  readonly type: Type | undefined;
  /** The answer of a confirming capability. */
  readonly gives?: string;
}

/** Declares one, and gives its call. */
function serving(draft: Draft, prefix: string, { reads, type, gives }: Serving): string {
  const { dice, theme } = draft;
  const name = draft.fresh(prefix);
  const params: readonly Parameter[] =
    reads === undefined || type === undefined ? [] : [{ name: "of", type, label: plain, trusted: false }];
  const effect = gives !== undefined ? "pure" : dice.one(["idempotent", "idempotent", "pure"] as const);
  const tags = tagsFor(draft);
  const clauses = [
    `effect ${effect}`,
    ...figuresOf(draft, []),
    ...(theme.labels > 0 ? ["clearance secret"] : []),
    ...(dice.chance(theme.labels * 0.15) ? [`at ${dice.one(["device", "edge", "cloud"])}`] : []),
    ...(tags.length > 0 ? [`tags ${tags.join(", ")}`] : []),
  ];
  const result = gives === undefined ? "" : ` -> ${gives}`;
  draft.declare(
    `service ${name}(${params.map(parameterText).join(", ")})${result} { ${clauses.join("  ")} }`,
  );
  draft.capabilities.push({
    name,
    kind: "service",
    effect,
    params,
    label: plain,
    undo: "none",
    confirms: false,
    fails: [],
    tags,
    serves: true,
  });
  return `${name}(${params.length === 0 ? "" : `of: ${reads}`})`;
}

/* Cost and latency of a call: constants, or computed from a parameter. */

/** Clauses of a capability, each of them or none. */
export function figuresOf(draft: Draft, params: readonly Parameter[]): readonly string[] {
  const { dice, theme } = draft;
  const counted = params.find(({ type }) => type.is === "int" && type.max !== undefined);
  const grows = (one: string, step: string): string =>
    counted !== undefined && dice.chance(0.4) ? `${one} + ${step} * ${counted.name}` : one;
  const cents = dice.within(1, 40);
  const least = (value: string): string => (dice.chance(theme.figures * 0.3) ? ` at least ${value}` : "");
  const figures = [latency(draft, grows)];
  if (dice.chance(theme.figures))
    figures.push(`cost <= ${grows(dollars(cents), "$0.10")}${least(dollars(cents - 1))}`);
  if (dice.chance(theme.figures * 0.4))
    figures.push(`energy <= ${grows(`${dice.within(1, 9)}J`, "2J")}${least("1J")}`);
  if (dice.chance(theme.figures * 0.3))
    figures.push(`tokens <= ${dice.within(1, 90)}${dice.chance(0.5) ? " tokens" : ""}`);
  return figures.filter((clause) => clause !== "");
}

function dollars(cents: number): string {
  return `$0.${String(cents).padStart(2, "0")}`;
}

function latency(draft: Draft, grows: (one: string, step: string) => string): string {
  const { dice } = draft;
  if (dice.chance(0.02)) return "";
  const least = dice.chance(draft.theme.figures * 0.3) ? " at least 300ms" : "";
  return `latency <= ${grows(dice.one(["300ms", "1s", "1s", "2s", "5s", "30s"]), "1s")}${least}`;
}
