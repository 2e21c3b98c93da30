import { readdirSync, readFileSync } from "node:fs";
import type { Plan, Tier } from "@orchlang/plan";
import type { SimulatedCall } from "@orchlang/simulator";
import { describe, expect, it } from "vitest";
import { type Flow, flowClaims, placeOf } from "../../../src/claims/flow/claims.ts";
import { callsAt, shownTo } from "../../../src/claims/flow/observe.ts";
import type { Kept } from "../../../src/claims/flow/released.ts";
import { breachOf, ruleOf, type Said, subjectOf, withoutRules, withPlainParameters } from "./subject.ts";

/*
 * Programs of which the compiler once claimed something about labels that was false. Here their rules are taken out of
 * the text and claimed by force, so that the monitor has to find each, whatever the analysis says of it now.
 */

const fails = { fails: "permanent" } as const;
const rings = (...doors: readonly string[]) =>
  doors.map(
    (door, nth) => ({ at: 60_000 * (nth + 1), does: "occurs", event: "m.ring", fields: { door } }) as const,
  );
const persons = {
  ok: [
    { id: 1, name: "x" },
    { id: 1, name: "y" },
  ],
};
const level2 = { readings: { "m.level": 2 } };
const failsFirst = ({ attempt }: SimulatedCall) =>
  attempt === 1 ? ({ fails: "transient" } as const) : ({ cooperates: true } as const);

/** What has to go wrong, or to come, for a program to show it. */
const worlds: Readonly<Record<string, Said>> = {
  "narrowed-handler": { answers: { get: fails } },
  "narrowed-handler-block": { answers: { get: fails } },
  "narrowed-if": { input: { c: false } },
  "narrowed-spread": { input: { c: false } },
  "narrowed-when": { input: { c: false } },
  "race-losers-of-accept": { answers: { get: fails } },
  "narrowed-quorum": { answers: { get: fails } },
  "narrowed-race": { answers: { get: fails } },
  "decided-distinct": { answers: { persons } },
  "decided-distinct-by": { answers: { persons } },
  "decided-fail-in-handler": { answers: { get: fails } },
  "decided-handler-when": { answers: { get: fails } },
  "decided-loop-where": { happenings: rings("front") },
  "decided-wait-where": { happenings: rings("front") },
  "decided-wait-where-value": { happenings: rings("front") },
  "decided-retry-when": { answers: { get: failsFirst } },
  "emit-narrowed-personal": level2,
  "narrowed-field": level2,
  "narrowed-literal": { readings: { "m.level": 1 } },
  "narrowed-parameter": level2,
  "loop-until-occurrence": { happenings: rings("front", "back") },
  "kept-undo-tier": { answers: { check: fails } },
  "kept-confirm-tier": { answers: { store: { never: true } } },
  "undo-argument": { answers: { check: fails } },
  "undo-argument-untrusted": { answers: { check: fails } },
  "undo-option": { answers: { check: fails } },
  "confirm-argument": { answers: { store: { never: true } } },
};

/** Where the plan that shows it is not the last one that a program has. */
const entries: Readonly<Record<string, string>> = {
  "decided-next-plan": "m.found",
  "decided-next-plan-of-accept": "m.gg",
  "kept-undo-tier": "m.stored",
  "undo-decided": "m.p",
};

/** What has to be labelled so that the program compiles once labels are followed across boundaries. */
const labelled: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  "given-goal-decides": [
    ["gg(c: Bool)", "gg(c: Bool @untrusted)"],
    ["sub(c: Bool)", "sub(c: Bool @untrusted)"],
  ],
  "given-plan-decides": [["sub(c: Bool)", "sub(c: Bool @untrusted)"]],
  "narrowed-plan-parameter": [["sub(x: { id: Int })", "sub(x: { id: Int } @untrusted)"]],
  "given-plan": [["inner(c: String)", "inner(c: String @untrusted)"]],
  "given-fusion": [
    ["f(who: String)", "f(who: String @personal)"],
    ["q(c: String)", "q(c: String @personal)"],
  ],
  "given-trigger": [["p(c: String)", "p(c: String @untrusted)"]],
  "emit-narrowed-personal": [["seen(r: { id: Int })", "seen(r: { id: Int } @personal)"]],
  "emit-untrusted": [["said(cmd: String)", "said(cmd: String @untrusted)"]],
  "emit-narrowed": [["seen(what: { id: Int })", "seen(what: { id: Int } @untrusted)"]],
  "fusion-emit-untrusted": [
    ["f(cmd: String)", "f(cmd: String @untrusted)"],
    ["q(c: String)", "q(c: String @untrusted)"],
  ],
  "trigger-result-narrowed": [["q(x: String)", "q(x: String @personal)"]],
  "trigger-error": [["q(x: String)", "q(x: String @personal)"]],
};

const folder = new URL("programs/", import.meta.url);
const names = readdirSync(folder).map((name) => name.replace(/\.orch$/u, ""));

function entryOf(name: string, text: string): string {
  const module = /^module (\w+)/mu.exec(text)?.[1] ?? "";
  const last = [...text.matchAll(/^plan (\w+)/gmu)].at(-1)?.[1] ?? "";
  return entries[name] ?? `${module}.${last}`;
}

/** What a program claims falsely: a rule, a goal's `keep`, or the clearance of a role. */
function claimOf(plan: Plan, text: string): Pick<Flow, "kept" | "place"> {
  const role = /^\/\/ False claim: role (\w+)/u.exec(text)?.[1];
  if (role !== undefined) return { kept: "personal", place: shownTo(`m.${role}`) };
  const { label, to } = ruleOf(text);
  const kept = label as Kept;
  if (text.includes(`keep ${label}`))
    return { kept, place: callsAt(plan, `a tier other than the ${to}`, (tier) => tier !== to) };
  const name = Object.keys(plan.capabilities).find((one) => one.endsWith(`.${to}`));
  return { kept, place: placeOf(plan, name === undefined ? { tier: to as Tier } : { selector: { name } }) };
}

describe("the monitor of labels finds a breach in each program that was falsely accepted", () => {
  it.each(names)("%s", (name) => {
    const text = readFileSync(new URL(`${name}.orch`, folder), "utf8");
    const changed = (labelled[name] ?? []).reduce(
      (so, [from, to]) => so.replace(from, to),
      withoutRules(text),
    );
    const made = subjectOf(changed, entryOf(name, text));
    const subject = name in labelled ? withPlainParameters(made) : made;
    const flow: Flow = { says: "forced", isRule: true, ...claimOf(subject.file.plan, text) };
    const breach = breachOf(subject, flowClaims(subject, [flow], 60), worlds[name]);
    expect(breach?.says).toBeDefined();
  });
});
