import type { Plan } from "@orchlang/plan";
import {
  beginsOf,
  type Certificate,
  checkOne,
  claimOf,
  type Figures,
  programOf,
  reached,
  selects,
} from "@orchlang/plan/certificate";
import type { Expression } from "@orchlang/plan/expressions";
import { sha256Hex } from "@orchlang/plan/json";
import type { Node } from "@orchlang/plan/nodes";
import type { Obligation } from "@orchlang/plan/rules";
import type { Certified } from "./compiled.ts";

/*
 * Certificates made wrong, and plans changed beneath an unchanged certificate. Each is wrong by construction: a figure
 * below what is needed, a label below what flows, a point that nothing justifies, an effect that was not counted.
 */

export interface Mutant {
  readonly says: string;
  /** Copied when it is asked for. */
  plan(): Plan;
  readonly certificate: Certificate;
}

type Writable<T> = T extends Expression
  ? T
  : T extends object
    ? { -readonly [K in keyof T]: Writable<T[K]> }
    : T;

type Edit = (says: string, change: (copy: Writable<Plan>) => void) => void;

/** All mutants of one obligation's certificate. Where nothing that the rule speaks of is there, nothing can be wrong. */
export function mutantsOf({ file }: Certified, obligation: Obligation): readonly Mutant[] {
  const certificate = file.certificates?.of[obligation.id];
  if (certificate === undefined || !hasSubject(file.plan, obligation)) return [];
  const { plan } = file;
  const wrong = wrongCertificates(certificate).map(([says, one]) => ({
    says,
    plan: () => plan,
    certificate: one,
  }));
  const changed = changedPlans(plan, certificate, obligation).map(([says, one]) => ({
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

function hasSubject(plan: Plan, obligation: Obligation): boolean {
  const program = programOf(plan);
  const claim = claimOf(program, obligation);
  if (claim === undefined || claim.kind === "figures" || claim.kind === "stated") return true;
  // Labels that nothing is said of are accepted only where no place is meant.
  if (claim.kind === "labels")
    return checkOne(program, obligation, { kind: "labels", labels: {}, kinds: {} }) !== undefined;
  const { order, response, evident } = {
    order: claim.kind === "order" ? [claim.second.selector] : [],
    response: claim.kind === "response" ? [claim.rule.every.selector] : [],
    evident: claim.kind === "evident" ? claim.on : [],
  };
  const names = beginsOf(program, reached(program, claim.roots)).map(({ name }) => name);
  const meant = [...order, ...response, ...evident];
  return names.some((name) => meant.some((selector) => selects(program, selector, name)));
}

function wrongCertificates(certificate: Certificate): readonly (readonly [string, Certificate])[] {
  const made: (readonly [string, Certificate])[] = [];
  if (certificate.kind !== "evident") made.push(["it is evident", { kind: "evident" }]);
  if (certificate.kind === "order") {
    made.push(["nothing stands anywhere", { ...certificate, points: [] }]);
    for (const point of pointsBefore(certificate.points))
      made.push([`${point} stands, too`, { ...certificate, points: [...certificate.points, point] }]);
  }
  if (certificate.kind === "figures")
    for (const [says, figures] of lower(certificate.figures)) made.push([says, { kind: "figures", figures }]);
  if (certificate.kind === "response") {
    for (const place of Object.keys(certificate.by)) {
      const { [place]: next = "", ...others } = certificate.by;
      const itself = place.slice(place.indexOf("/") + 1);
      made.push([`nothing follows ${place}`, { ...certificate, by: others }]);
      made.push([`${place} follows itself`, { ...certificate, by: { ...others, [place]: itself } }]);
      made.push([`a stranger follows ${place}`, { ...certificate, by: { ...others, [place]: `${next}?` } }]);
    }
    for (const [says, figures] of lower(certificate.figures)) made.push([says, { ...certificate, figures }]);
  }
  if (certificate.kind === "labels") {
    // The least labels were written: nothing below them is an invariant.
    for (const [carrier, labels] of Object.entries(certificate.labels)) {
      const { [carrier]: _, ...others } = certificate.labels;
      for (const bit of [1, 2, 4, 8])
        if ((labels & bit) !== 0)
          made.push([
            `${carrier} without ${bit}`,
            { ...certificate, labels: { ...others, [carrier]: labels & ~bit } },
          ]);
    }
  }
  return made;
}

/** The begins of plans that stand in no certificate: a run begins there, or comes there first. */
function pointsBefore(points: readonly string[]): readonly string[] {
  const known = new Set(points);
  const plans = new Set(points.map((point) => point.replace(/[/:=!].*$/, "")));
  return [...plans].filter((plan) => !known.has(plan));
}

function lower(figures: Figures): readonly (readonly [string, Figures])[] {
  return Object.entries(figures).flatMap(([name, own]) =>
    Object.entries(own).flatMap(([measure, figure]): readonly (readonly [string, Figures])[] => {
      const { [name]: _, ...others } = figures;
      const without = Object.fromEntries(Object.entries(own).filter(([each]) => each !== measure));
      const less = { ...others, [name]: { ...own, [measure]: figure * 0.9 } };
      const left = [`${name} says no ${measure}`, { ...others, [name]: without }] as const;
      return figure === 0 ? [left] : [[`${name} ${measure} less`, less], left];
    }),
  );
}

function changedPlans(
  plan: Plan,
  certificate: Certificate,
  { source }: Obligation,
): readonly (readonly [string, () => Plan])[] {
  const made: [string, () => Plan][] = [];
  const edit: Edit = (says, change) => {
    const changed = (): Plan => {
      const copy: unknown = structuredClone(plan);
      change(copy as Writable<Plan>);
      return copy as Plan;
    };
    made.push([says, changed]);
  };
  const nodes = (copy: Writable<Plan>): readonly Writable<Node>[] =>
    Object.values(copy.routines).flatMap((routine) => routine.nodes);
  if (certificate.kind === "order") orderChanges(plan, edit);
  if (certificate.kind === "response") {
    if (isTimed(plan)) edit("everything takes a century", slow);
    responseChanges(certificate.by, edit);
  }
  if (certificate.kind === "labels") {
    edit("every result and every input is secret and untrusted", (copy) => {
      const label = { confidentiality: "secret", integrity: "untrusted" } as const;
      for (const { result } of Object.values(copy.capabilities)) if (result !== null) result.label = label;
      for (const { params } of Object.values(copy.routines)) for (const param of params) param.label = label;
    });
  }
  if (certificate.kind === "evident" && "step" in source) edit("nothing is said", unsay);
  if (certificate.kind === "evident" && !("step" in source)) {
    edit("nobody knows what is given", (copy) => {
      for (const node of nodes(copy))
        if (node.kind === "call")
          for (const name of Object.keys(node.attempt.args))
            node.attempt.args[name] = { op: "read", from: "context", name: "user" };
    });
  }
  const measures = certificate.kind === "figures" ? Object.values(certificate.figures) : [];
  if (measures.some(({ begun = 0 }) => begun > 0)) {
    edit("every call is tried a million times", (copy) => {
      for (const node of nodes(copy))
        if (node.kind === "call") node.attempt.options.retry = { times: 1_000_000 };
    });
  }
  if (measures.some(({ spent = 0 }) => spent > 0)) {
    edit("every call costs a million, and every member, too", (copy) => {
      const price = { amount: "1000000", currency: plan.settings.currency };
      for (const capability of Object.values(copy.capabilities)) {
        capability.cost = { op: "constant", value: price };
        capability.energy = { op: "constant", value: 1e12 };
        capability.tokens = { op: "constant", value: 1e12 };
      }
    });
  }
  if (measures.some(({ lasts = 0 }) => lasts > 0)) edit("every call and every wait takes a century", slow);
  if (measures.some(({ held = 0 }) => held > 0)) {
    edit("everything takes ten thousand members", (copy) => {
      for (const node of nodes(copy)) {
        if (node.kind === "hold") node.pick.count = 10_000;
        if (node.kind === "call" && node.attempt.using) node.attempt.using.count = 10_000;
      }
    });
  }
  return made;
}

function slow(copy: Writable<Plan>): void {
  const century = { op: "constant", value: 3.2e12 } as const;
  for (const capability of Object.values(copy.capabilities)) capability.latency = century;
  for (const { nodes } of Object.values(copy.routines))
    for (const node of nodes) {
      if (node.kind === "call") delete node.attempt.options.timeout;
      if (node.kind === "wait") node.for = { kind: "duration", duration: century };
    }
}

function orderChanges(plan: Plan, edit: Edit): void {
  edit("nothing waits, under no condition", (copy) => {
    for (const { nodes } of Object.values(copy.routines))
      for (const node of nodes) {
        node.needs = [];
        if (node.kind === "branch") for (const arm of node.arms) delete arm.condition;
      }
  });
  edit("everything may fail, and nothing asks what it said", (copy) => {
    for (const { nodes } of Object.values(copy.routines))
      for (const node of nodes) {
        if ("rescues" in node) node.optional = true;
        const asked = { op: "read", from: "context", name: "user" } as const;
        if (node.kind === "branch") for (const arm of node.arms) if (arm.condition) arm.condition = asked;
      }
  });
  edit("everything may be an earlier call's", (copy) => {
    for (const { nodes } of Object.values(copy.routines))
      for (const node of nodes)
        if (node.kind === "call") node.attempt.options.cache = { op: "constant", value: 60_000 };
  });
  const { finally: last } = plan.routines[plan.entry] ?? {};
  if (last === undefined) return;
  edit("all is done at last", (copy) => {
    const entry = copy.routines[plan.entry];
    if (entry === undefined) return;
    [entry.root, entry.finally] = [last, entry.root];
  });
}

/** True if anything in a plan has to happen in time: otherwise durations change no response. */
function isTimed({ guardrails, routines }: Plan): boolean {
  const limits = guardrails.flatMap(({ rules }) => rules);
  return (
    limits.some((rule) => rule.kind === "followed" && rule.within !== undefined) ||
    Object.values(routines).some(
      ({ timeout, nodes }) => timeout !== undefined || nodes.some(({ kind }) => kind === "hold"),
    )
  );
}

function responseChanges(by: Readonly<Record<string, string>>, edit: Edit): void {
  for (const [place, next] of Object.entries(by)) {
    const routine = place.slice(0, place.indexOf("/"));
    const change = (says: string, of: (node: Writable<Node>, copy: Writable<Plan>) => void): void =>
      edit(`${next} after ${place}: ${says}`, (copy) => {
        for (const node of copy.routines[routine]?.nodes ?? []) if (node.id === next) of(node, copy);
      });
    change("it asks for a person", (node, copy) => {
      if (node.kind !== "call" || !("capability" in node.attempt.target)) return;
      const capability = copy.capabilities[node.attempt.target.capability];
      if (capability !== undefined) capability.kind = "human";
    });
    change("its result may be turned down", (node) => {
      if (node.kind === "call") node.attempt.options.accept = { op: "constant", value: true };
    });
    change("it may come from a cache", (node) => {
      if (node.kind === "call") node.attempt.options.cache = { op: "constant", value: 1_000 };
    });
    change("a policy may deny it", (node, copy) => {
      copy.policies.push({ name: "no", severity: "blocking", on: [], verdicts: [] });
      copy.checks.no = { id: "no", kind: "policy", policy: "no", verdict: 0 };
      if (node.kind === "call") node.attempt.checks.push("no");
    });
    change("it has no time", (node) => {
      if (node.kind === "call") node.attempt.options.timeout = { op: "constant", value: 0 };
    });
    change("it calls something else", (node) => {
      if (node.kind === "call") node.attempt.target = { capability: "nobody.knows" };
    });
    change("it divides", (node) => {
      const divided: Expression = { op: "call", fn: "number.divide", args: [] };
      if (node.kind === "call") node.attempt.args.divided = divided;
    });
  }
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
