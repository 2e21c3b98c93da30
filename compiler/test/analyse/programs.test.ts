import { describe, expect, test } from "vitest";
import { look, sharedFiles } from "./source.ts";

/* What is said of the five programs beside the checkout: their guardrails, policies and goals, one by one. */

const programs = sharedFiles("programs");

/** `rule: verdict at steps: why`, of every rule that the program itself states. */
function verdicts(name: string, entry: string): readonly string[] {
  const looked = look(programs.get(name) ?? "");
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

describe.skipIf(programs.size === 0)("the programs (need ../shared)", () => {
  test("campaign_launch: a person has said yes, and it costs at most $0.382", () => {
    expect(verdicts("campaign_launch", "marketing.campaign.launch")).toEqual([
      "reviewed_before_sending: proved: job runs only under review.granted, and after it",
      "affordable: proved: worst case $0.382 ≤ $1",
      "campaign_launch cost: proved: worst case $0.382 ≤ $1",
      "campaign_launch latency: proved: worst case 2 d 8 m 6 s ≤ 3 d (2 d 6 m 50 s forward, then undoing)",
      "Campaign scheduled: checked: decided over the result, when the run closes",
      "business_hours: checked at job: warns at job, decided when it runs",
    ]);
  });

  test("backlog_fabric: what is spent is checked at every job", () => {
    const [spend, latency] = verdicts("backlog_fabric", "fabric.backlog.drain");
    expect(spend).toMatch(
      /^spend: checked at receipt: worst case \$[\d.]+, above \$2500: held by the ledger/,
    );
    expect(latency).toMatch(/^latency_budget: checked at receipt: may deny receipt: decided when it runs/);
  });

  test("gunfire_response: all its guardrails are proved", () => {
    const found = verdicts("gunfire_response", "response.gunfire.gunfire_response");
    const ofIts = (rule: string): readonly string[] => found.filter((each) => each.startsWith(`${rule}:`));
    expect(ofIts("eyes_first")).toEqual(["eyes_first: proved: car runs only after picture has completed"]);
    expect(ofIts("a_human_decides")).toEqual([
      "a_human_decides: proved: car runs only under go.granted, and after it",
    ]);
    expect(ofIts("use_of_force")).toEqual([
      "use_of_force: proved: car runs only under go.granted, and after it",
    ]);
    // The file is opened in `finally`: on every way, failing ones too.
    expect(ofIts("always_on_file")[0]).toMatch(/proved: file follows car on every way, at most \d+ m/);
    expect(ofIts("chain_of_command")[0]).toMatch(/proved: file follows car on every way/);
    expect(ofIts("bounded 1")[0]).toMatch(/proved: worst case \$[\d.]+ ≤ \$40/);
    expect(ofIts("bounded 2")).toEqual(["bounded 2: proved: begins twice at most, every try counted"]);
  });

  test("movie_night: personal data stays at home, the projector may be denied", () => {
    const found = verdicts("movie_night", "home.movie_night.movie_night");
    expect(found.filter((each) => each.startsWith("at_home"))).toEqual([
      "at_home: proved: nothing personal reaches the cloud",
      "at_home: proved: nothing personal reaches the cloud",
    ]);
    expect(found.filter((each) => each.includes("keep personal"))).toHaveLength(2);
    expect(
      found.filter((each) => each.includes("keep personal")).every((each) => each.includes(": proved")),
    ).toBe(true);
    expect(
      found.filter((each) => each.includes(" energy: ")).every((each) => each.includes(": proved")),
    ).toBe(true);
    expect(found.at(-1)).toMatch(/^children_asleep: checked at play: may deny play/);
    const plan = look(programs.get("movie_night") ?? "").plan("home.movie_night.movie_night");
    expect(plan?.plan.goals["home.movie_night.movie_night"]?.alternatives).toEqual([
      "home.movie_night.projector_evening",
      "home.movie_night.tv_evening",
    ]);
  });

  test("weekly_sales_report: cheap, seen by two, each draft checked", () => {
    expect(verdicts("weekly_sales_report", "sales.weekly_report.weekly_report")).toEqual([
      "cheap: proved: worst case $0.22 ≤ $0.30",
      "two_eyes: proved: sent runs only after report has completed",
      expect.stringMatching(/^checked: proved: verdict follows draft on every way, at most /),
    ]);
  });
});
