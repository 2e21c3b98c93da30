import { playbooks } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";
import { look } from "./source.ts";

/* The verdicts on five whole programs: their guardrails, policies and goals, one by one. */

/** `rule: verdict at steps: why`, of every rule that the program itself states. */
function verdicts(name: string, entry: string): readonly string[] {
  const looked = look(playbooks.get(name) ?? "");
  const found = looked.verdicts(entry);
  if (found === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  return found.obligations
    .filter(({ source }) => "guardrail" in source || "policy" in source || "goal" in source)
    .map(({ id, rule, verdict, nodes }) => {
      const at =
        verdict === "checked" ? nodes.map((node) => node.slice(node.lastIndexOf("/") + 1)).join(" ") : "";
      return `${rule}: ${verdict}${at === "" ? "" : ` at ${at}`}: ${found.evidence[id]}`;
    });
}

describe("the playbooks", () => {
  test("campaign: a person has said yes, and it costs at most $0.314", () => {
    expect(verdicts("campaign", "example.campaign.announce")).toEqual([
      "seen_before_sent: proved: mailing runs only under review.granted, and after it",
      "within_means: proved: worst case $0.314 ≤ $0.50",
      "product_announced cost: proved: worst case $0.314 ≤ $0.50",
      "product_announced latency: proved: worst case 2 d 7 m 2 s ≤ 3 d (2 d 4 m 6 s forward, then undoing)",
      "Mailing queued: checked: decided over the result, when the run closes",
      "office_hours: checked at mailing: warns at mailing, decided when it runs",
    ]);
  });

  test("render: what is spent is checked at every frame", () => {
    expect(verdicts("render", "film.render.draw_all")).toEqual([
      "spend: checked at receipt: worst case $1850, above $900: held by the ledger at every begin",
      "far_away: checked at receipt: may deny receipt: decided when it runs, resource.latency > 5m and args.frame.look == draft",
    ]);
  });

  test("wildfire: all its guardrails are proved", () => {
    expect(verdicts("wildfire", "ranger.wildfire.fight_fire")).toEqual([
      "seen_from_above: proved: crew runs only after picture has completed",
      "a_ranger_decides: proved: crew runs only under yes.granted, and after it",
      // It is kept in `finally`: on every way, failing ones too.
      "on_record: proved: kept follows crew on every way, at most 4 m 2 s later",
      "within_means 1: proved: worst case $30.90 ≤ $35",
      "within_means 2: proved: begins twice at most, every try counted",
      "use_of_force: proved: crew runs only under yes.granted, and after it",
      "chain_of_command: proved: kept follows crew on every way, at most 4 m 2 s later",
    ]);
  });

  test("rehearsal: personal data stays where it is, loudspeakers may be denied", () => {
    const found = verdicts("rehearsal", "home.rehearsal.rehearsal");
    expect(found.filter((each) => each.startsWith("stays_here"))).toEqual([
      "stays_here: proved: nothing personal reaches the cloud",
      "stays_here: proved: nothing personal reaches the cloud",
    ]);
    const each = (what: string) => found.filter((one) => one.startsWith(`rehearsal ${what}: `));
    expect(each("keep personal")).toEqual(
      Array(2).fill("rehearsal keep personal: proved: nothing personal leaves the device"),
    );
    expect(each("energy")).toEqual(
      Array(2).fill("rehearsal energy: proved: worst case 0.720011 kWh ≤ 1 kWh"),
    );
    expect(found.at(-1)).toMatch(/^next_door: checked at play: may deny play/);
    const plan = look(playbooks.get("rehearsal") ?? "").plan("home.rehearsal.rehearsal");
    expect(plan?.plan.goals["home.rehearsal.rehearsal"]?.alternatives).toEqual([
      "home.rehearsal.over_loudspeakers",
      "home.rehearsal.over_telephone",
    ]);
  });

  test("bulletin: cheap, whole, each draft checked", () => {
    expect(verdicts("bulletin", "orchard.bulletin.bulletin")).toEqual([
      "modest: proved: worst case $0.15 ≤ $0.20",
      "complete: proved: mailed runs only after text has completed",
      "proofread_all: proved: finding follows draft on every way, at most 40 s later",
    ]);
  });
});
