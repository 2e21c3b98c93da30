/**
 * Worked cases of the semantics that are about whole programs: compiled from their text, then played on the kernel. The
 * others are in the tests of the kernel, each by its name.
 */
import type { Plan } from "@orchlang/plan";
import { type Behaviour, type SimulatedRun, simulate } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { gunfire } from "./gunfire.ts";
import { compiled, planOf } from "./program.ts";

const minute = 60_000;
const fails = (name: "transient" | "permanent") => (): Behaviour => ({ fails: name });

/** What matters of each event, in one line. */
function story({ events }: SimulatedRun): readonly string[] {
  return events.flatMap((event) => {
    switch (event.t) {
      case "Began":
        return `${event.capability.slice(event.capability.lastIndexOf(".") + 1)} begins`;
      case "Settled":
        return `${event.call.node} ${event.status}, ${event.standing}`;
      case "Asked":
        return event.ask.ask === "release" ? "let go" : [];
      case "Owed":
      case "Paid":
      case "Breached":
        return event.t;
      case "Closed":
        return `closed ${event.status}`;
      default:
        return [];
    }
  });
}

/** How the guardrails were decided, and where they are checked. */
function verdicts(plan: Plan): readonly string[] {
  return plan.obligations.flatMap(({ rule, source, verdict, nodes }) => {
    if (!("guardrail" in source)) return [];
    return `${rule}: ${verdict}${nodes.length === 0 ? "" : ` at ${nodes.join(", ")}`}`;
  });
}

function mistakes(text: string): readonly string[] {
  return compiled(text).diagnostics.flatMap(({ message, severity }) =>
    severity === "error" ? [message] : [],
  );
}

describe("worked cases: a shot is heard", () => {
  const respond = planOf(gunfire, "response.shots.respond");

  test("The link is lost twice", () => {
    const run = simulate(respond, { answers: { "std.response.dispatch_drone": fails("transient") } });
    expect(story(run)).toEqual([
      "dispatch_drone begins",
      "dispatch_drone begins",
      // It may be in the air: called back while it is still held, without a result that would say anything.
      "flight failed, maybe",
      "recall_drone begins",
      "flight failed, undone",
      "let go",
      "open_case begins",
      "closed failed",
    ]);
    const keys = run.events.flatMap((event) => (event.t === "Began" ? [event.intent.key] : []));
    expect(keys[0]).toBe(keys[1]);
  });

  test("collect_evidence fails after a unit was sent", () => {
    const failing = { answers: { "std.response.collect_evidence": fails("permanent") } };
    const inside = story(simulate(respond, failing));
    expect(inside.slice(inside.indexOf("proof failed, maybe"))).toEqual([
      "proof failed, maybe",
      "recall_drone begins",
      "flight completed, undone",
      "let go",
      "open_case begins",
      "Paid",
      "closed failed",
    ]);
    expect(inside.indexOf("Owed")).toBe(inside.indexOf("dispatch_unit begins") + 1);

    // Behind the hold the drone may be another run's: nobody calls that one back.
    const behind = gunfire
      .replace("    step proof = collect_evidence(from: flight.stream) { after car }\n", "")
      .replace(
        "  return {",
        "  step proof = collect_evidence(from: flight.stream) { after car }\n  return {",
      );
    const after = story(simulate(planOf(behind, "response.shots.respond"), failing));
    expect(after).not.toContain("recall_drone begins");
    expect(after.slice(-4)).toEqual(["proof failed, maybe", "open_case begins", "Paid", "closed failed"]);
  });

  test("open_case fails for good", () => {
    const run = simulate(respond, { answers: { "std.response.open_case": fails("permanent") } });
    const owed = run.events.find(({ t }) => t === "Owed");
    const breached = run.events.find(({ t }) => t === "Breached");
    expect((breached?.at ?? 0) - (owed?.at ?? 0)).toBe(30 * minute);
    expect(story(run).slice(-3)).toEqual(["open_case begins", "file failed, maybe", "Breached"]);
    // Nothing is undone for it, and it stays open: that somebody was sent is still to be put on file.
    expect(story(run)).not.toContain("recall_drone begins");
    expect([run.state.closed, [...run.state.obligations.values()].map(({ breached }) => breached)]).toEqual([
      undefined,
      [true],
    ]);
  });
});

const backlog = (budget: string, body: string): string => `
module fabric.jobs
tool run_job(job: Int) -> Int { effect pure  cost <= $0.20  latency <= 1m }
plan drain(jobs: [Int]) { ${body} }
guardrail spend { cost <= ${budget} }
`;
const each =
  "step all = for job in jobs up to 10_000 at once 50 { step receipt = run_job(job) { retry 3 every 1s } }";

const launch = (ensures: string): string => `
module marketing.mails
type Contact { id: String }
agent   write_content(product: String) -> { body: String } { effect pure  cost <= $0.03  latency <= 1m }
tool    render_design(body: String) -> { page: String } { effect pure  cost <= $0.12  latency <= 1m }
tool    segment_list(limit: Int) -> { contacts: [Contact] } {
  effect pure  cost <= $0.001  latency <= 1m
  ${ensures}
}
service unschedule(n: Int) { effect idempotent  latency <= 5s }
service schedule_campaign(n: Int) -> { id: String } {
  effect idempotent  cost <= $0.0001 * n  latency <= 1m
  undo   unschedule(n)
}
plan launch(product: String) {
  step text = write_content(product)
  step page = render_design(text.body)
  step to   = segment_list(limit: 2_000)
  step job  = schedule_campaign(n: to.contacts.size) { after page }
}
guardrail affordable { cost <= $1 }
`;

describe("worked cases: what is allowed to be spent", () => {
  test("Spend", () => {
    // 10,000 times four tries at $0.20 is $8,000; a process that dies takes 50 jobs at once along. No job costs nothing.
    const { plan } = planOf(backlog("$2500", each), "fabric.jobs.drain");
    expect(plan.bounds.cost).toMatchObject({ best: { amount: "0" }, worst: { value: { amount: "8010" } } });
    expect(verdicts(plan)).toEqual(["spend: checked at fabric.jobs.drain/receipt"]);
    // The ledger holds it at every job: not one more begins than there is money for.
    const file = planOf(backlog("$25", each), "fabric.jobs.drain");
    const jobs = Array.from({ length: 40 }, (_, job) => job);
    const run = simulate(file, { input: { jobs }, answers: { "fabric.jobs.run_job": fails("transient") } });
    expect(run.state.closed?.outcome.failure?.class).toBe("budget");
    expect(run.events.filter(({ t }) => t === "Began").length).toBeLessThanOrEqual(25 / 0.2);
    // Three failures break it whatever the data are.
    const always = backlog("$0.50", "step receipt = run_job(jobs.size) { retry 3 every 1s }");
    expect(mistakes(always)).toEqual([
      "`drain` can cost $0.80 whatever it is given, and may cost $0.50 at most.",
    ]);
  });

  test("Affordable", () => {
    const open = planOf(launch(""), "marketing.mails.launch").plan;
    expect(open.bounds.cost.worst).toEqual({
      unbounded: "the cost of `schedule_campaign` grows with `to.contacts.size`, which has no bound",
    });
    expect(verdicts(open)).toEqual([expect.stringMatching(/^affordable: checked at .*launch\/job$/)]);
    const closed = planOf(launch("ensures result.contacts.size <= limit"), "marketing.mails.launch").plan;
    expect(closed.bounds.cost.worst).toEqual({ value: { amount: "0.472", currency: "USD" } });
    const proved = closed.obligations.find(({ rule }) => rule === "affordable");
    expect([proved?.verdict, proved?.assumes]).toEqual([
      "proved",
      expect.arrayContaining(["declared bounds kept"]),
    ]);
  });
});

describe("worked cases: what the compiler says", () => {
  test("Approval of another iteration", () => {
    const letters = (rounds: string): string => `
module post.letters
import std.people { Approval, supervisor }
type Case { urgent: Bool }
human review(c: Case) -> Approval { ask supervisor  show "?" }
service send(c: Case) { effect idempotent  latency <= 5s }
plan answer(cs: [Case]) { step all = for c in cs up to 9 { ${rounds} } }
guardrail seen { review granted before send }
`;
    const asked = "step ok = review(c) { timeout 1d }";
    // That the first was granted says nothing of the second, which is sent because it is urgent.
    expect(mistakes(letters(`${asked}  when c.urgent { step s = send(c) }`))).toEqual([
      "`send` can happen before `review` is granted.",
    ]);
    const own = planOf(letters(`${asked}  when ok.granted { step s = send(c) }`), "post.letters.answer");
    expect(verdicts(own.plan)).toEqual([expect.stringMatching(/^seen: proved/)]);
  });

  test("A shorter step, a longer run", () => {
    const text = `
module shop.floor
type Bench { id: String }
resource benches: Bench x 1 { at edge  lease 1d }
tool cut(n: Int) -> Int { effect pure  latency <= 1h }
tool glue(n: Int) -> Int { effect pure  latency <= 2h }
tool paint(n: Int) -> Int { effect pure  latency <= 1h }
plan chairs(ns: [Int] size 2..2) {
  step all = for n in ns up to 2 at once 2 {
    step a = cut(n)
    step b = glue(a) using benches wait 1d
    step c = paint(b)
  }
}
`;
    const file = planOf(text, "shop.floor.chairs");
    const hours = (...times: readonly (readonly [number, number, number])[]): number => {
      const lasting =
        (step: number) =>
        (call: { readonly args: unknown }): Behaviour => {
          const { n } = call.args as { readonly n: number };
          return { ok: n, after: (times[n]?.[step] ?? 0) * 60 * minute };
        };
      const run = simulate(file, {
        input: { ns: [0, 1] },
        answers: {
          "shop.floor.cut": lasting(0),
          "shop.floor.glue": lasting(1),
          "shop.floor.paint": lasting(2),
        },
      });
      expect(run.state.closed?.outcome.status).toBe("completed");
      return (run.ended - run.started) / (60 * minute);
    };
    // The first step of the first round gets shorter: it is at the bench first, and the other round waits for it.
    const usual = hours([1, 2, 0], [0, 1, 1]);
    const shorter = hours([0, 2, 0], [0, 1, 1]);
    expect([usual, shorter]).toEqual([3, 4]);
    // So a bound is not what a schedule of the longest durations comes to.
    const { worst } = file.plan.bounds.latency;
    expect("value" in worst && worst.value >= shorter * 60 * minute).toBe(true);
  });

  test("A comment is added", () => {
    const plain = planOf(launch(""), "marketing.mails.launch");
    const told = launch("").replace(
      "plan launch",
      "/// Tells everybody of a product.\n// It is dear.\nplan launch",
    );
    const documented = planOf(told, "marketing.mails.launch");
    expect(documented.about).not.toEqual(plain.about);
    expect([documented.id, documented.plan]).toEqual([plain.id, plain.plan]);
    expect(planOf(launch("").replace("$1 }", "$2 }"), "marketing.mails.launch").id).not.toBe(plain.id);
  });
});
