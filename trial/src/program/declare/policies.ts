import type { Capability, Draft, Routine } from "../draft.ts";
import { roleFor } from "./capability.ts";
import { signalQuestion } from "./context.ts";

/* Rules over single actions, asked as they are about to happen. */

export function writePolicies(draft: Draft): void {
  const { dice, theme } = draft;
  const share = { mixed: 0.3, labels: 0.2, order: 0.3, bounds: 0.2, context: 0.35 }[theme.name];
  while (dice.chance(share)) writePolicy(draft);
}

function writePolicy(draft: Draft): void {
  const { dice } = draft;
  if (draft.routines.length > 0 && dice.chance(0.3)) {
    writeAboutPlan(draft, dice.one(draft.routines));
    return;
  }
  const called = draft.capabilities.filter(({ serves }) => !serves);
  if (called.length === 0) return;
  const of = dice.one(called);
  const clauses = dice.some(kinds, 0.3).flatMap((kind) => kind(draft, of));
  if (clauses.length === 0) return;
  // Another capability need not have the parameter that is asked about.
  const asksArguments = clauses.some((clause) => clause.includes("args."));
  const on =
    asksArguments || dice.chance(0.8) ? of.name : dice.one(["any", "kind service", `${of.name}, kind agent`]);
  const severity = dice.chance(0.8) ? "" : dice.one([" warning", " advisory", " informational", " blocking"]);
  draft.declare(`policy ${draft.fresh("pol")}${severity} { on ${on}  ${clauses.join("  ")} }`);
}

/** Approvals and limits belong to capabilities. */
function writeAboutPlan(draft: Draft, of: Routine): void {
  const [deny, ...others] = aboutArgument(draft, of);
  const asked = draft.theme.context > 0.1 ? [`deny when ${signalQuestion(draft)} because "not now"`] : [];
  const clauses = deny === undefined ? asked : [deny, ...others];
  if (clauses.length > 0)
    draft.declare(`policy ${draft.fresh("pol")} { on ${of.name}  ${clauses.join("  ")} }`);
}

type Clause = (draft: Draft, of: Capability) => readonly string[];

const kinds: readonly Clause[] = [
  (draft) => (draft.theme.context > 0.1 ? [`deny when ${signalQuestion(draft)} because "not now"`] : []),
  (draft) => (draft.theme.context > 0.1 ? [`allow when ${signalQuestion(draft)}`] : []),
  (draft, of) => aboutArgument(draft, of),
  (draft, { kind }) =>
    kind === "human" ? [] : [`require approval by ${roleFor(draft)} within ${draft.dice.one(["30s", "1h"])}`],
  () => ['require consent "so.it.is"'],
  ({ dice }, { params }) => [
    `limit ${dice.within(1, 3)} per ${dice.one(["10s", "1h"])}${params[0] !== undefined && dice.chance(0.3) ? ` by args.${params[0].name}` : ""}`,
  ],
  () => ["record step.capability"],
];

function aboutArgument(_: Draft, { params }: Pick<Capability, "params">): readonly string[] {
  const [param] = params;
  switch (param?.type.is) {
    case "int":
      return param.type.max === 0 ? [] : [`deny when args.${param.name} > 1 because "too many"`];
    case "bool":
      return [`deny when args.${param.name} because "it is so"`];
    case "text":
      return [`warn when args.${param.name} == "a" because "look"`];
    default:
      return [];
  }
}
