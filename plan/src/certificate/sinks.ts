import type { Certificate } from "../shapes/certificate.ts";
import type { Selector } from "../shapes/rule.ts";
import type { Confidentiality, Tier } from "../shapes/value.ts";
import { Flows } from "./labels.ts";
import * as walk from "./program.ts";
import { type Indexed, own, type Program, type Rejection, rejected } from "./program.ts";

/** Data of a label, or above it, that may not come to some places, nor decide what begins there (semantics, rules 48 and 49). */
export interface LabelClaim {
  readonly program: Program;
  readonly roots: readonly Indexed[];
  readonly label: Confidentiality | "untrusted" | `above ${Confidentiality}`;
  readonly to:
    | { readonly selector: Selector }
    | { readonly tier: Tier; readonly others?: true }
    | { readonly cleared: string };
}

/** Rejects flows beyond the labels of the certificate, and labels that break the claim. */
export function checkLabels(
  claim: LabelClaim,
  certificate: Extract<Certificate, { readonly kind: "labels" }>,
): Rejection | undefined {
  const { program, roots, label } = claim;
  const scope = walk.reached(program, roots);
  const sinks = walk.beginsOf(program, scope).filter((begin) => isMeant(claim, begin));
  const flows = new Flows(program, certificate, isStrict(claim));
  const beyond = (sinks.length === 0 ? [] : scope)
    .flatMap((within) => flows.of(within))
    .find(([to, labels]) => (labels & ~(own(certificate.labels, to) ?? 0)) !== 0);
  if (beyond !== undefined) return rejected(beyond[0], "more comes to it than the certificate says");
  const reached = sinks.find(
    (begin) => label === "public" || (arriving(flows, begin) & forbidden[label]) !== 0,
  );
  return (
    reached &&
    rejected(reached.place, `${label} data may reach \`${reached.name}\`, or decide whether it begins`)
  );
}

/** For a clearance, only surrounding conditions count. */
export function isStrict({ to }: LabelClaim): boolean {
  return !("cleared" in to);
}

function isMeant({ program, to }: LabelClaim, { name, how, attempt }: walk.Begin): boolean {
  if ("cleared" in to) return name === to.cleared;
  if ("selector" in to) return walk.selects(program, to.selector, name);
  const { capabilities, settings } = program.plan;
  const capability = own(capabilities, name);
  if (capability === undefined) return false;
  const { engine } = settings;
  const isHere = capability.tiers.length === 0 || capability.tiers.includes(engine);
  const result = how === "call" ? attempt.options.tier : undefined;
  const used = walk.poolsFrom(program, attempt.using?.pool).flatMap(({ tier }) => tier ?? []);
  const tiers = [...(result === undefined ? (isHere ? [engine] : capability.tiers) : [result]), ...used];
  return tiers.some((tier) => (tier === to.tier) !== (to.others === true));
}

/** Bits of which a carrier with the label, or one above it, has at least one. */
const forbidden = {
  internal: 1,
  personal: 2,
  secret: 4,
  untrusted: 8,
  "above public": 1,
  "above internal": 2,
  "above personal": 4,
  "above secret": 0,
};

/** All that comes to a beginning, and that decides it. */
function arriving(flows: Flows, { within, node, handler, how, args, attempt }: walk.Begin): number {
  const locals = flows.errorOf(within, node, handler);
  const given = Object.entries(attempt.args).map(([param, value]) => [
    param,
    flows.read(value, within, node, locals),
  ]);
  const inner =
    how === "call"
      ? locals
      : { ...locals, ...Object.fromEntries(given), result: flows.result(attempt.target) };
  const decides = flows.context(within, node) | flows.accepts(within, node);
  const arriving = Object.values(args).map((value) => flows.read(value, within, node, inner));
  return arriving.reduce((all, each) => all | each, decides | (handler ? flows.handling(within, node) : 0));
}
