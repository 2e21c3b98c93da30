import { hashed } from "../../dice.ts";
import type { Capability, Draft, Parameter } from "../draft.ts";
import { joined, plain, type Type, typeText, untrusted } from "../types.ts";
import { literal } from "../values/literal.ts";
import { drawnLabel } from "../values/value.ts";
import { confirmClause, figuresOf, undoClause } from "./serving.ts";
import { drawnRecord, drawnType } from "./type.ts";
import { declaration, tagsFor } from "./written.ts";

/* Capabilities, declared as they are wanted. */

/** The requirements of a capability. */
interface Wanted {
  readonly result?: Type;
  /** It may be repeated, or broken off. */
  readonly safe?: boolean;
  readonly human?: boolean;
  /** It can be undone and asked about again: nothing but data. */
  readonly pure?: boolean;
}

/** One that is there, mostly; else another. */
export function capabilityFor(draft: Draft, wanted: Wanted = {}): Capability {
  const { dice } = draft;
  const fitting = draft.capabilities.filter((each) => isWanted(each, wanted));
  const share = fitting.length > 3 ? 0.85 : 0.55;
  if (fitting.length > 0 && dice.chance(share)) return dice.one(fitting);
  return declareCapability(draft, wanted);
}

function isWanted(each: Capability, { result, safe, human, pure }: Wanted): boolean {
  if (each.serves) return false;
  if (human !== undefined && (each.kind === "human") !== human) return false;
  if (pure === true && each.effect !== "pure") return false;
  if (safe === true && (isLasting(each) || each.kind === "human")) return false;
  return result === undefined || (each.result !== undefined && typeText(each.result) === typeText(result));
}

/** A `once` effect that can't be undone from what is known before it. */
export function isLasting({ effect, undo }: Capability): boolean {
  return effect === "once" && undo !== "free";
}

function declareCapability(draft: Draft, wanted: Wanted): Capability {
  const { dice } = draft;
  if (
    wanted.human === true ||
    (wanted.human === undefined && wanted.safe !== true && wanted.pure !== true && dice.chance(0.07))
  )
    return declareHuman(draft, wanted);
  const kind = dice.one(["tool", "service", "service", "agent", "llm"] as const);
  const effect = effectFor(draft, kind, wanted);
  const params = drawnParams(draft, dice.weighed([0, 1, 2, 3], (count) => [2, 5, 3, 1][count] ?? 0) ?? 1);
  const result = wanted.result ?? (dice.chance(0.8) ? drawnResult(draft) : undefined);
  const own = drawnLabel(draft);
  const isStranger = kind === "agent" || kind === "llm";
  const label = isStranger ? joined(own, untrusted) : own;
  const name = draft.fresh({ tool: "t", service: "s", agent: "ag", llm: "ai" }[kind]);
  const undo = effect === "pure" ? "none" : drawnUndo(draft, effect, result);
  const confirms = effect === "once" && dice.chance(0.4);
  const fails = dice.chance(0.2) ? [draft.fresh("f")] : [];
  const tags = tagsFor(draft);
  const made: Capability = {
    name,
    kind,
    effect,
    params,
    label,
    undo,
    confirms,
    fails,
    tags,
    serves: false,
    ...(result === undefined ? {} : { result }),
  };
  const clauses = [
    effectClause(draft, effect),
    ...figuresOf(draft, params),
    ...modelClauses(kind),
    clearance(draft, params),
    ...(undo === "none" ? [] : [undoClause(draft, made)]),
    ...(confirms ? [confirmClause(draft, made)] : []),
    ...(effect === "once" && undo === "none" && !dice.chance(0.04) ? ['irreversible because "so"'] : []),
    ...(fails.length > 0 ? [`fails ${fails.join(" | ")}`] : []),
    ...(tags.length > 0 ? [`tags ${tags.join(", ")}`] : []),
    ...rareClauses(draft, made),
    ...addressClause(made),
  ];
  draft.declare(declaration(made, own, withoutDefaults(draft, kind, clauses)));
  draft.capabilities.push(made);
  return made;
}

function drawnParams(draft: Draft, count: number): readonly Parameter[] {
  const { dice, theme } = draft;
  return Array.from({ length: count }, (_, at) => {
    // JSON carries every field of a value on.
    const type: Type = dice.chance(theme.labels * 0.2) ? { is: "json" } : drawnType(draft, 1);
    const trusted = dice.chance(theme.labels * 0.12) && (dice.chance(0.6) || ("value" as const));
    const name = ["x", "y", "z"][at] ?? `x${at}`;
    // Only the last: what stands behind one that is left out has to be named.
    const hasDefault = at === count - 1 && simple.has(type.is) && dice.chance(0.1);
    return {
      name,
      type,
      label: plain,
      trusted,
      ...(hasDefault ? { otherwise: literal(draft, type).text } : {}),
    };
  });
}

const simple: ReadonlySet<Type["is"]> = new Set<Type["is"]>(["int", "text", "bool", "money"]);

/** Results that conditions like to ask about: whether something is granted, a few numbers. */
function drawnResult(draft: Draft): Type {
  const { dice } = draft;
  if (dice.chance(0.25)) return approval(draft);
  if (dice.chance(0.25)) return { is: "int", min: 0, max: 3 };
  if (dice.chance(0.04))
    return { is: "done", of: dice.chance(0.6) ? drawnRecord(draft) : drawnType(draft, 0) };
  return drawnType(draft);
}

function approval(draft: Draft): Type {
  draft.imports("std.people", "Approval");
  return approvalType;
}

const approvalType: Type = {
  is: "record",
  name: "Approval",
  fields: [
    { name: "granted", type: { is: "bool" }, label: plain },
    { name: "reason", type: { is: "optional", of: { is: "text" } }, label: plain },
    { name: "by", type: { is: "optional", of: { is: "text" } }, label: plain },
  ],
};

function effectFor(draft: Draft, kind: Capability["kind"], { safe, pure }: Wanted): Capability["effect"] {
  if (pure === true || (kind === "llm" && draft.dice.chance(0.9))) return "pure";
  if (safe === true) return draft.dice.one(["pure", "idempotent"]);
  return draft.dice.one(["pure", "pure", "idempotent", "idempotent", "once"]);
}

function effectClause({ dice }: Draft, effect: Capability["effect"]): string {
  return effect === "idempotent" && dice.chance(0.1) ? "effect idempotent for 1h" : `effect ${effect}`;
}

function modelClauses(kind: Capability["kind"]): readonly string[] {
  return kind === "llm" ? ["role executor", 'prompt "say so"'] : [];
}

function clearance({ dice, theme }: Draft, params: readonly Parameter[]): string {
  if (theme.labels === 0) return "";
  if (params.length === 0 && dice.chance(0.03)) return "clearance public";
  return dice.chance(0.93) ? "clearance secret" : dice.one(["clearance personal", "clearance internal", ""]);
}

function rareClauses(draft: Draft, { result, params }: Capability): readonly string[] {
  const { dice } = draft;
  const results: string[] = [];
  if (dice.chance(0.06)) results.push('scope "a.b"');
  const used = draft.pools.flatMap(({ kind, count }) => (kind === undefined ? [] : [{ kind, count }]));
  if (dice.chance(0.08) && used.length > 0) {
    const { kind, count } = dice.one(used);
    results.push(`uses ${kind.name}${count > 1 && dice.chance(0.5) ? " x 2" : ""}`);
  }
  if (dice.chance(0.04) && draft.records.length > 0 && params[0] !== undefined)
    results.push(`touches ${dice.one(draft.records).name} by ${params[0].name}`);
  if (dice.chance(0.03)) results.push("heartbeat 20s");
  if (dice.chance(0.08)) results.push("charged per request");
  if (dice.chance(draft.theme.labels * 0.1))
    results.push(`at ${dice.one(["device", "edge", "device, edge", "cloud"])}`);
  if (result?.is === "int" && dice.chance(0.2)) results.push(`ensures result <= ${result.max ?? 9}`);
  if (result?.is === "list" && dice.chance(0.3)) results.push(`ensures result.size <= ${result.max}`);
  const [first] = params;
  if (result?.is === "text" && first?.type.is === "text" && dice.chance(0.1))
    results.push("ensures result != x or x == x");
  return results;
}

/** By the name, not by the dice: what else a seed draws stays as it was. */
function addressClause({ name, kind, effect, params }: Capability): readonly string[] {
  const nth = Number(name.slice(1));
  if ((kind !== "tool" && kind !== "service") || nth % 4 !== 2) return [];
  const filled = params.flatMap(segmentsOf).map((path) => `${"$"}{${path}}`);
  const isOpen = filled.length > 0 && hashed(params.map(({ type }) => typeText(type)).join()) % 2 === 0;
  const host = isOpen ? `${filled[0]}.api.example` : "api.example";
  const hosts = isOpen ? ' hosts "a.api.example", "b.api.example"' : "";
  const rest = (isOpen ? filled.slice(1) : filled).map((one) => `/${one}`).join("");
  const method = effect === "pure" ? "get" : "post";
  const callback = effect !== "pure" && nth % 3 === 0 ? " callback" : "";
  return [`run http ${method} "https://${host}/v1${rest}"${hosts}${callback}`];
}

/** Parts of an argument that an address can have: itself, or a field of it. */
function segmentsOf({ name, type, otherwise }: Parameter): readonly string[] {
  if (otherwise !== undefined) return [];
  if (type.is !== "record") return isSegment(type) ? [name] : [];
  return type.fields.flatMap((field) => (isSegment(field.type) ? [`${name}.${field.name}`] : []));
}

function isSegment({ is }: Type): boolean {
  return is === "text" || is === "int" || is === "bool" || is === "enum";
}

function drawnUndo(draft: Draft, effect: Capability["effect"], result: Type | undefined): Capability["undo"] {
  const { dice } = draft;
  if (!dice.chance(effect === "once" ? 0.5 : 0.45)) return "none";
  return result !== undefined && dice.chance(0.5) ? "result" : "free";
}

function declareHuman(draft: Draft, wanted: Wanted): Capability {
  const { dice } = draft;
  const role = roleFor(draft);
  const params = drawnParams(draft, dice.within(0, 2)).map((each) => ({ ...each, trusted: false }));
  const result = wanted.result ?? (dice.chance(0.8) ? approval(draft) : drawnType(draft, 1));
  const name = draft.fresh("h");
  const filter = params.filter(({ type }) => type.is !== "optional");
  const shown = filter.map((each) => `${"$"}{${each.name}}`).join(" ");
  const who = `${dice.chance(0.1) ? " x 2" : ""}${dice.chance(0.05) ? ' where user.id != "nobody"' : ""}`;
  const clauses = [`ask ${role}${who}`, `show "Well? ${shown}"`];
  const made: Capability = {
    name,
    kind: "human",
    effect: "pure",
    params,
    result,
    label: plain,
    undo: "none",
    confirms: false,
    fails: [],
    tags: [],
    serves: false,
  };
  draft.declare(declaration(made, plain, withoutDefaults(draft, "human", clauses)));
  draft.capabilities.push(made);
  return made;
}

export function roleFor(draft: Draft): string {
  const { dice, roles } = draft;
  if (roles.length > 0 && dice.chance(0.8)) return dice.one(roles);
  const name = draft.fresh("role");
  draft.declare(`role ${name}${draft.theme.labels > 0 ? " trust secret" : ""}`);
  roles.push(name);
  return name;
}

/* Defaults of a kind: what one of its capabilities says is said once for all of them. */

/** The clauses that a capability still has to write. The first of a kind may turn some of its own into defaults. */
function withoutDefaults(
  draft: Draft,
  kind: Capability["kind"],
  clauses: readonly string[],
): readonly string[] {
  const { dice, defaults } = draft;
  const known = defaults.get(kind);
  const shared = known ?? (dice.chance(0.3) ? clauses.filter((one) => mayBeShared.test(one)) : []);
  if (known === undefined) {
    defaults.set(kind, shared);
    if (shared.length > 0) draft.declare(`defaults ${kind} { ${shared.join("  ")} }`);
  }
  return clauses.filter((one) => !shared.includes(one) || dice.chance(0.2));
}

/** Every capability declares its effect. The others may be taken over by one that declares none. */
const mayBeShared = /^(?:effect (?:pure|idempotent|once)|latency <= \d+m?s|clearance \w+|ask \w+)$/u;
