import {
  type Certificate,
  type Expression,
  type Node,
  type Obligation,
  type Plan,
  sha256Hex,
} from "@orchlang/plan";
import type { Certified } from "./compiled.ts";

/*
 * Certificates made wrong, and plans changed beneath an unchanged certificate. Each is wrong by construction: a figure
 * below what is needed, a label below what follows, a statement that is not before another, an effect that was not
 * counted.
 */

export interface Mutant {
  readonly says: string;
  readonly plan: Plan;
  readonly certificate: Certificate;
}

type Writable<T> = T extends Expression
  ? T
  : T extends object
    ? { -readonly [K in keyof T]: Writable<T[K]> }
    : T;

/** All mutants of one obligation's certificate. */
export function mutantsOf({ file }: Certified, obligation: Obligation): readonly Mutant[] {
  const certificate = file.certificates?.[obligation.id];
  if (certificate === undefined) return [];
  const plan = file.plan;
  const wrong = wrongCertificates(certificate).map(([says, one]) => ({ says, plan, certificate: one }));
  const changed = changedPlans(plan, certificate).map(([says, one]) => ({
    says,
    plan: one,
    certificate,
  }));
  return [...wrong, ...changed];
}

/** Whole numbers below `n`, the same for the same seed. */
export function drawing(seed: number): (below: number) => number {
  let turn = 0;
  return (below) => Number.parseInt(sha256Hex(`${seed} ${turn++}`).slice(0, 12), 16) % below;
}

function wrongCertificates(certificate: Certificate): readonly (readonly [string, Certificate])[] {
  const made: [string, Certificate][] = [];
  const edit = (says: string, change: (copy: Writable<Certificate>) => void): void => {
    const copy = structuredClone(certificate) as Writable<Certificate>;
    change(copy);
    made.push([says, copy as Certificate]);
  };
  if (certificate.kind !== "absent") made.push(["nothing of the kind begins", { kind: "absent" }]);
  if (certificate.kind !== "stated") made.push(["it is said so", { kind: "stated" }]);
  if (certificate.kind === "dominator") {
    for (const place of Object.keys(certificate.before)) {
      edit(`${place} before itself`, (copy) => {
        if (copy.kind === "dominator") copy.before[place] = place.slice(place.indexOf("/") + 1);
      });
      edit(`nobody before ${place}`, (copy) => {
        if (copy.kind === "dominator") delete copy.before[place];
      });
      edit(`a stranger before ${place}`, (copy) => {
        if (copy.kind === "dominator") copy.before[place] = "stranger";
      });
    }
  }
  if (certificate.kind === "count" || certificate.kind === "bound" || certificate.kind === "demand") {
    for (const [name, figure] of Object.entries(certificate.most)) {
      if (figure === 0) continue;
      edit(`${name} less often`, (copy) => {
        if ("most" in copy) copy.most[name] = figure * 0.9;
      });
      edit(`${name} left out`, (copy) => {
        if ("most" in copy) delete copy.most[name];
      });
    }
  }
  if (certificate.kind === "latency") {
    for (const [name, figure] of Object.entries(certificate.lasts)) {
      if (figure === 0) continue;
      edit(`${name} sooner`, (copy) => {
        if (copy.kind === "latency") copy.lasts[name] = figure * 0.9;
      });
      edit(`${name} left out`, (copy) => {
        if (copy.kind === "latency") delete copy.lasts[name];
      });
    }
    for (const [name, figure] of Object.entries(certificate.unwinds)) {
      if (figure === 0) continue;
      edit(`${name} undone sooner`, (copy) => {
        if (copy.kind === "latency") copy.unwinds[name] = figure * 0.9;
      });
    }
  }
  if (certificate.kind === "labels") made.push(...lowerLabels(certificate));
  return made;
}

/** The least labels were written: nothing below them is an invariant. */
function lowerLabels(
  certificate: Extract<Certificate, { readonly kind: "labels" }>,
): readonly [string, Certificate][] {
  const made: [string, Certificate][] = [];
  for (const [name, routine] of Object.entries(certificate.routines)) {
    for (const part of ["params", "nodes", "variables"] as const) {
      for (const [id, shape] of Object.entries(routine[part])) {
        if (shape.confidentiality === "public" && shape.untrusted === undefined) continue;
        const lower = {
          ...routine,
          [part]: { ...routine[part], [id]: { confidentiality: "public" as const } },
        };
        made.push([
          `${name}/${id} public`,
          { ...certificate, routines: { ...certificate.routines, [name]: lower } },
        ]);
      }
    }
    const { [name]: _, ...others } = certificate.routines;
    made.push([`${name} left out`, { ...certificate, routines: others }]);
  }
  return made;
}

function changedPlans(plan: Plan, certificate: Certificate): readonly (readonly [string, Plan])[] {
  const made: [string, Plan][] = [];
  const edit = (says: string, change: (copy: Writable<Plan>) => void): void => {
    const copy: unknown = structuredClone(plan);
    change(copy as Writable<Plan>);
    made.push([says, copy as Plan]);
  };
  if (certificate.kind === "dominator") orderChanges(plan, certificate, edit);
  if (certificate.kind === "stated") {
    edit("nothing is said", (copy) => {
      unsay(copy);
    });
  }
  if (certificate.kind === "bound") {
    edit("every call costs a million", (copy) => {
      const price = { amount: "1000000", currency: plan.settings.currency };
      for (const capability of Object.values(copy.capabilities)) {
        capability.cost = { op: "constant", value: price };
        capability.energy = { op: "constant", value: 1e12 };
        capability.tokens = { op: "constant", value: 1e12 };
      }
    });
  }
  if (certificate.kind === "labels") {
    edit("every result is secret and untrusted", (copy) => {
      for (const { result } of Object.values(copy.capabilities))
        if (result !== null) result.label = { confidentiality: "secret", integrity: "untrusted" };
      for (const { params } of Object.values(copy.routines))
        for (const param of params) param.label = { confidentiality: "secret", integrity: "untrusted" };
    });
  }
  if (certificate.kind === "latency") {
    edit("every call and every wait takes a century", (copy) => {
      const century = { op: "constant", value: 3.2e12 } as const;
      for (const capability of Object.values(copy.capabilities)) capability.latency = century;
      for (const { nodes } of Object.values(copy.routines))
        for (const node of nodes) {
          if (node.kind === "call") delete node.attempt.options.timeout;
          if (node.kind === "wait") node.for = { kind: "duration", duration: century };
        }
    });
  }
  if (certificate.kind === "demand") {
    edit("every pool has one member and everything takes two", (copy) => {
      const pools: Record<string, { name: string; count: number }> = {};
      for (const name of Object.keys(plan.pools)) pools[name] = { name, count: 1 };
      Object.assign(copy, { pools });
      for (const { nodes } of Object.values(copy.routines))
        for (const node of nodes) {
          if (node.kind === "hold") node.pick.count = 2;
          if (node.kind === "call" && node.attempt.using) node.attempt.using.count = 2;
        }
    });
  }
  if (certificate.kind === "decided") {
    edit("nobody knows what is given", (copy) => {
      for (const { nodes } of Object.values(copy.routines))
        for (const node of nodes)
          if (node.kind === "call")
            for (const name of Object.keys(node.attempt.args))
              node.attempt.args[name] = { op: "read", from: "context", name: "user" };
    });
  }
  if (certificate.kind === "count") {
    edit("every call is tried more often", (copy) => {
      for (const { nodes } of Object.values(copy.routines))
        for (const node of nodes) if (node.kind === "call") node.attempt.options.retry = { times: 1_000_000 };
    });
  }
  return made;
}

type Edit = (says: string, change: (copy: Writable<Plan>) => void) => void;

function orderChanges(
  plan: Plan,
  { before }: Extract<Certificate, { readonly kind: "dominator" }>,
  edit: Edit,
): void {
  for (const [place, named] of Object.entries(before)) {
    if (typeof named !== "string") continue;
    const routine = place.slice(0, place.indexOf("/"));
    const node = plan.routines[routine]?.nodes.find(({ id }) => id === named);
    edit(`${place} waits for nothing, under no condition`, (copy) => {
      for (const each of copy.routines[routine]?.nodes ?? []) {
        each.needs = [];
        if (each.kind === "branch") for (const arm of each.arms) delete arm.condition;
      }
    });
    if (node?.kind !== "call") continue;
    edit(`${named} may fail, and nothing asks what it said`, (copy) => {
      changeNode(copy, routine, named, (each) => {
        if (each.kind === "call") each.optional = true;
      });
      forgetAnswers(copy, routine);
    });
    edit(`something else stands in for ${named}`, (copy) => {
      changeNode(copy, routine, named, (each) => {
        if (each.kind !== "call") return;
        const attempt = structuredClone(each.attempt);
        attempt.target = { capability: "nobody.knows" };
        each.rescues.push({ attempt });
      });
      forgetAnswers(copy, routine);
    });
    edit(`${named} may be an earlier call's`, (copy) => {
      changeNode(copy, routine, named, (each) => {
        if (each.kind === "call") each.attempt.options.cache = { op: "constant", value: 60_000 };
      });
    });
  }
}

function changeNode(
  plan: Writable<Plan>,
  routine: string,
  id: string,
  change: (node: Writable<Node>) => void,
): void {
  for (const node of plan.routines[routine]?.nodes ?? []) if (node.id === id) change(node);
}

function forgetAnswers(plan: Writable<Plan>, routine: string): void {
  for (const node of plan.routines[routine]?.nodes ?? [])
    if (node.kind === "branch") for (const arm of node.arms) delete arm.condition;
}

/** Every word that a release or an effect that stands could rest on is taken out. */
function unsay(plan: Writable<Plan>): void {
  for (const capability of Object.values(plan.capabilities)) delete capability.irreversible;
  for (const routine of Object.values(plan.routines)) {
    routine.nodes = JSON.parse(
      JSON.stringify(routine.nodes)
        .replaceAll('"label.endorse"', '"text.trim"')
        .replaceAll('"label.declassify"', '"text.trim"')
        .replaceAll(/"‹\w+›"/g, '"x"')
        .replaceAll('"irreversible"', '"because"'),
    );
  }
}
