import type { FlatLabel, LabelShape, LabelsCertificate, RoutineLabels } from "../shapes/certificate.ts";
import type { Confidentiality, Tier } from "../shapes/label.ts";
import type { Selector } from "../shapes/rule.ts";
import { atLeast, closed, within as isWithin, join, whole } from "./label.ts";
import { labelsOf, type Names } from "./label-expression.ts";
import { Flow } from "./label-flow.ts";
import { type Begin, beginsOf, type Indexed, type Program, reached, selects } from "./program.ts";
import { type Rejection, rejected } from "./report.ts";

/** What may not come to some places: data of a label, or above it; and what it decides (semantics, rules 48 and 49). */
export interface LabelClaim {
  readonly program: Program;
  readonly roots: readonly Indexed[];
  /** `nothing`: whatever comes may. */
  readonly label: Confidentiality | "untrusted" | "nothing";
  readonly to:
    | { readonly selector: Selector }
    | { readonly tier: Tier; readonly others?: true }
    | { readonly cleared: string };
}

/** Whether nothing leads beyond what the certificate says of each plan, and what it says keeps the claim. */
export function checkLabels(claim: LabelClaim, certificate: LabelsCertificate): Rejection | undefined {
  const flow = new Flow(claim.program, certificate, !("cleared" in claim.to));
  const scope = reached(claim.program, claim.roots);
  for (const within of scope) {
    const { name } = within.routine;
    const said = flow.of(within);
    if (said === undefined) return rejected(name, "the certificate does not speak of it");
    const beyond = beyondIt(flow.step(within, scope), said);
    if (beyond !== undefined)
      return rejected(`${name}/${beyond}`, "more comes to it than the certificate says");
  }
  return scope
    .flatMap((within) => beginsOf(claim.program, within))
    .filter((begin) => isMeant(claim, begin))
    .map((begin) => reaches(claim, flow, begin))
    .find((because) => because !== undefined);
}

function beyondIt(follows: RoutineLabels, said: RoutineLabels): string | undefined {
  for (const part of ["called", "ends", "fails", "result"] as const)
    if (!isWithin(follows[part], said[part])) return part;
  for (const part of ["params", "nodes", "variables"] as const) {
    const more = Object.entries(follows[part]).find(([name, shape]) => {
      const most = Object.hasOwn(said[part], name) ? said[part][name] : undefined;
      return most === undefined || !isWithin(shape, most);
    });
    if (more !== undefined) return more[0];
  }
  return undefined;
}

function isMeant({ program, to }: LabelClaim, { name, how, way }: Begin): boolean {
  if ("cleared" in to) return name === to.cleared;
  if ("selector" in to) return selects(program, to.selector, name);
  const { plan } = program;
  const capability = plan.capabilities[name];
  if (capability === undefined) return false;
  const said = how === "call" ? way.attempt.options.tier : undefined;
  const { engine } = plan.settings;
  const isHere = capability.tiers.length === 0 || capability.tiers.includes(engine);
  const declared = isHere ? [engine] : capability.tiers;
  const tiers = [...(said === undefined ? declared : [said]), ...poolTiers(program, way.attempt.using?.pool)];
  return tiers.some((tier) => (to.others === true ? tier !== to.tier : tier === to.tier));
}

/** Those of a pool and of what it overflows into. */
function poolTiers({ plan }: Program, pool: string | undefined): readonly Tier[] {
  const tiers = new Set<Tier>();
  const passed = new Set<string>();
  for (let name = pool; name !== undefined && !passed.has(name); ) {
    passed.add(name);
    const { tier, overflow } = plan.pools[name] ?? {};
    if (tier === "device" || tier === "edge" || tier === "cloud") tiers.add(tier);
    name = typeof overflow === "string" ? overflow : undefined;
  }
  return [...tiers];
}

function reaches({ label }: LabelClaim, flow: Flow, begin: Begin): Rejection | undefined {
  const { within, node, way, how, name, args, place } = begin;
  const handling = way.slot.startsWith("else");
  const names = flow.names(within, node, handling);
  const inner = how === "call" ? names : clauseNames(flow, begin, names);
  const isKept = (found: FlatLabel): boolean =>
    label === "nothing" ||
    (label === "untrusted" ? found.untrusted !== true : !atLeast(found.confidentiality, label));
  for (const [param, value] of Object.entries(args)) {
    const found = whole(labelsOf(value, inner));
    if (!isKept(found)) return rejected(place, `${label} data may reach \`${name}\` as \`${param}\``);
  }
  const handled = handling ? whole(names.locals.error ?? closed) : flow.context(within, node);
  return isKept(join(handled, flow.context(within, node), flow.accepts(within, node)))
    ? undefined
    : rejected(place, `${label} data may decide whether \`${name}\` begins`);
}

/** What an undo or a confirm reads: the arguments of the call, its result, and at a step what the step can read. */
function clauseNames(flow: Flow, { way }: Begin, names: Names): Names {
  const locals: Record<string, LabelShape> = { ...names.locals, result: flow.result(way.attempt) };
  for (const [name, value] of Object.entries(way.attempt.args)) locals[name] = labelsOf(value, names);
  return { ...names, locals };
}
