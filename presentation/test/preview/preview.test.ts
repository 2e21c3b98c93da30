import { readFileSync } from "node:fs";
import { look } from "@orchlang/analysis/testing";
import type { PlanFile } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { previewJson } from "../../src/preview/json.ts";
import { previewOf } from "../../src/preview/preview.ts";
import { renderPreview } from "../../src/preview/render.ts";

const source = readFileSync(new URL("campaign.orch", import.meta.url), "utf8");

function planOf(text: string, entry: string): PlanFile {
  const looked = look(text);
  const file = looked.plan(entry);
  if (file === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  return file;
}

/** The picture alone: from the first row to the critical path. */
function picture(text: string, entry: string): string {
  const [, rows = ""] = renderPreview(previewOf(planOf(text, entry))).split("\n\n");
  return `\n${rows}\n`;
}

describe("the campaign", () => {
  const file = planOf(source, "marketing.campaign.launch");

  test("as text", () => {
    const text = renderPreview(previewOf(file)).replace(/sha256:\S+/, "sha256:…");
    expect(`\n${text}\n`).toMatchInlineSnapshot(`
      "
      launch                                                                                sha256:…
      cost  ≤ $0.382  (without faults ≤ $0.241)
      time  ≤ 2 d 6 m 50 s  (people 2 d, work 6 m 40 s, timers 10 s)
            without faults ≤ 2 d 1 m 15 s, with compensation ≤ 2 d 8 m 6 s
      steps  5    covers  at most 1 process death

        draft         write_content      agent    ≤ $0.12   ≤ 4 m 7 s   4 tries
        └─ design     render_design      tool     ≤ $0.03   ≤ 1 m 33 s  3 tries
           └─ review  approve_design     human    –         ≤ 2 d       marketing_lead
        list          segment_list       service  ≤ $0.001  ≤ 5 s       ‖ beside draft, design
        when review.granted
        └─ job        schedule_campaign  service  ≤ $0.20   ≤ 10 s      undo cancel_campaign
                                                                        ✎ campaign.write
                                                                        ◐ business_hours
        else
        └─ fail "Design rejected: …"

      critical path   draft → design → review → job

      asks for        campaign.write, contacts.read
      people          marketing_lead
      touches         personal data, on device
      untrusted text  schedule_campaign.draft
      guarded         1 of 1 path to risky calls

      rules           3   ● 2 proved  ◐ 1 advisory
        ● reviewed_before_sending   job runs only under review.granted, and after it
        ● affordable                worst case $0.382 ≤ $1
            assuming declared bounds kept, at most 1 process death, undo within 6 tries, nothing in doubt
        ◐ business_hours            warns at job, decided when it runs

      also kept       4   ◐ 3 checked  ● 1 proved
        ◐ campaign.write                the run's user is asked for consent before job
        ◐ contacts.read                 the run's user is asked for consent before list
        ● schedule_campaign clearance   to is personal, and it is cleared for personal data
            assuming effect as declared
        ◐ segment_list ensures          decided over the result of list, as it comes in
      "
    `);
  });

  test("as JSON", () => {
    const json = previewJson(file) as unknown as {
      readonly nodes: readonly { readonly id: string }[];
      readonly bounds: unknown;
      readonly manifest: unknown;
      readonly obligations: readonly {
        readonly rule: string;
        readonly verdict: string;
        readonly severity: string;
      }[];
    };
    expect(json).toMatchObject({ plan: "marketing.campaign.launch", id: file.id });
    expect(json.bounds).toEqual({
      cost: {
        best: { amount: "0", currency: "USD" },
        worst: { amount: "0.382", currency: "USD" },
        withoutFaults: { amount: "0.241", currency: "USD" },
      },
      latency: {
        best: 0,
        worst: 173_210_000,
        withoutFaults: 172_875_000,
        compensated: 173_286_000,
        parts: { work: 400_000, people: 172_800_000, timers: 10_000, queue: 0, unwinding: 71_000 },
      },
      energy: { best: 0, worst: 0, withoutFaults: 0 },
      tokens: { best: 0, worst: 0, withoutFaults: 0 },
      criticalPath: ["draft", "design", "review", "job"],
    });
    expect(json.manifest).toEqual({
      scopes: ["campaign.write", "contacts.read"],
      labels: ["internal", "personal", "public"],
      tiers: ["device"],
      resources: [],
      capabilities: [
        "marketing.campaign.approve_design",
        "marketing.campaign.cancel_campaign",
        "marketing.campaign.render_design",
        "marketing.campaign.schedule_campaign",
        "marketing.campaign.segment_list",
        "marketing.campaign.write_content",
      ],
      humans: ["marketing.campaign.marketing_lead"],
      failures: [],
      addresses: [],
      untrusted: ["marketing.campaign.launch/job.draft"],
    });
    const verdicts = json.obligations.map(({ rule, verdict, severity }) => `${verdict} ${severity} ${rule}`);
    expect(verdicts).toContain("proved blocking reviewed_before_sending");
    expect(verdicts).toContain("proved blocking affordable");
    expect(verdicts).toContain("checked advisory business_hours");
    expect(json.nodes.find(({ id }) => id === "marketing.campaign.launch/job")).toMatchObject({
      kind: "call",
      capability: "marketing.campaign.schedule_campaign",
      gate: "control",
      needs: [
        { node: "marketing.campaign.launch/draft", why: "data" },
        { node: "marketing.campaign.launch/design", why: "data" },
        { node: "marketing.campaign.launch/list", why: "data" },
      ],
      bounds: { cost: { worst: { amount: "0.2", currency: "USD" } } },
    });
  });

  test("colour goes round words, never into the layout", () => {
    const around = (text: string): string => `<${text}>`;
    const paint = {
      wrong: around,
      doubtful: around,
      done: around,
      place: around,
      dim: around,
      strong: around,
    };
    const painted = renderPreview(previewOf(file), { paint });
    expect(painted.replaceAll(/[<>]/g, "")).toBe(renderPreview(previewOf(file)));
  });
});

test("a bound that is missing is null, with its reason", () => {
  const file = planOf(
    `module m
role lead
human ask(n: Int) -> Bool { ask lead  show "?" }
llm think(n: Int) -> Int { role executor  prompt "\${n}"  latency <= 1s  tokens <= 10 tokens }
plan p(n: Int) -> Bool {
  step said  = ask(n)
  step after_that = think(n)
  return said
}`,
    "m.p",
  );
  expect(previewJson(file)).toMatchObject({
    bounds: {
      cost: { worst: null, unboundedBecause: "`think` is a model without a `cost` clause" },
      latency: {
        worst: null,
        unboundedBecause: "`said` has no `timeout`: a person may take as long as they like",
        // The model once more, should the process die.
        parts: { people: null, work: 2_000 },
      },
      tokens: { worst: 20, withoutFaults: 10 },
    },
  });
});

test("loops, races, holds and handlers in the picture", () => {
  const text = `module m
type Van { id: String }
resource vans: Van x 2 { at edge  cost $1 per h }
tool t(n: Int) -> Int { effect pure  cost <= $0.10  latency <= 1s }
tool u(n: Int) -> Int { effect pure  latency <= 2s }
plan p(ns: [Int] size 0..9) -> [Int] {
  step done = for n in ns up to 9 at once 3 {
    step a = t(n) { retry 1 every 1s } else u(n)
    yield a
  }
  step quick = first of { t(1), u(2) }
  with van = vans wait 1m for 30m {
    step b = t(quick)
  }
  wait 5m
  return done
  finally { step last = u(0) { optional } }
}`;
  expect(picture(text, "m.p")).toMatchInlineSnapshot(`
    "
      done        for n in ns, up to 9, 3 at once  loop  ≤ $1.80  ≤ 15 s
      └─ a        t                                tool  ≤ $0.20  ≤ 5 s   2 tries   else u
      quick       first of                         race  ≤ $0.10  ≤ 2 s   ‖ beside done
      ├─ quick.1  t                                tool  ≤ $0.10  ≤ 1 s
      └─ quick.2  u                                tool  –        ≤ 2 s
      with van = vans for 30 m
      └─ b        t                                tool  ≤ $0.10  ≤ 1 s
      wait 5 m
      finally
      last        u                                tool  –        ≤ 2 s   optional
    "
  `);
});

test("what a side or a handler ends with", () => {
  const text = `module m
type Draft { body: String, final: Bool }
tool t(n: Int) -> Int { effect pure  cost <= $0.10  latency <= 1s }
tool w(n: Int) -> Draft { effect pure  latency <= 2s  fails busy }
plan p(n: Int) -> Draft {
  when n > 9 { return { body: "too many of them to write about, so nothing is written", final: false } }
  step a = w(n) else when error == busy {
    step b = t(n)
    when b > 3 { yield { body: "kept", final: false } } else { return { body: "later", final: false } }
  } else { fail "no" }
  when a.final { return a }
  step c = w(2)
  return c
}`;
  expect(picture(text, "m.p")).toMatchInlineSnapshot(`
    "
      when n > 9
      └─ return { body: "too many of them to write abou…
      a        w  tool  ≤ $0.10  ≤ 3 s
      ├─ else when error == busy
      │  ├─ b  t  tool  ≤ $0.10  ≤ 1 s
      │  ├─ when b > 3
      │  │  └─ yield { body: kept, final: false }
      │  └─ else
      │     └─ return { body: later, final: false }
      └─ else
         └─ fail "no"
      when a.final
      └─ return a
      c        w  tool  –        ≤ 2 s
    "
  `);
});

test("conditions keep the units that they were written with", () => {
  const text = `module m
type Reading { errors: Ratio, p99: Duration, took: Duration, room: Temperature, draw: Power, at: Instant }
tool t(n: Int) -> Reading { effect pure  latency <= 1s }
plan p(n: Int) {
  step r = t(n)
  when r.errors > 1.5% or r.p99 > 800ms { fail "ill" }
  when r.room > 21.5C and r.draw <= 2_000W { fail "warm" }
  when r.at < 2026-12-01T10:00Z and r.took > 2 * 45s { fail "old" }
}`;
  const lines = picture(text, "m.p").split("\n");
  expect(lines.filter((line) => line.includes("when")).map((line) => line.trim())).toEqual([
    "when r.errors > 1.5% or r.p99 > 800ms",
    "when r.room > 21.5C and r.draw <= 2000W",
    "when r.at < 2026-12-01T10:00Z and r.took > 90s",
  ]);
});

test("what is read of a family has its name, and not one for each of its members", () => {
  const text = `module m
type House = north | south
type Bench = left | right
signal moisture(house: House, bench: Bench): Ratio { from probes()  fresh 5m }
flag hot(house: House) = moisture(house, left) < 10% { hold 1m }
tool t(n: Int) -> Int { effect pure  latency <= 1s }
plan p(house: House, bench: Bench, n: Int) {
  when moisture(house, bench) < 30% and not hot(house) { step a = t(n) }
  when moisture(north, bench) > 80% { step b = t(n) }
}`;
  const lines = picture(text, "m.p").split("\n");
  expect(lines.filter((line) => line.includes("when")).map((line) => line.trim())).toEqual([
    "when moisture(house, bench) < 30% and not hot(house)",
    "when moisture(north, bench) > 80%",
  ]);
});

test("a long chain goes on in the same column", () => {
  const steps = Array.from({ length: 9 }, (_, at) => `step s${at} = t(${at === 0 ? "n" : `s${at - 1}`})`);
  const text = `module m
tool t(n: Int) -> Int { effect pure  latency <= 1s }
plan p(n: Int) -> Int { ${steps.join("  ")}  return s8 }`;
  const indents = picture(text, "m.p")
    .split("\n")
    .flatMap((line) => /s\d/.exec(line)?.index ?? []);
  expect(indents.slice(0, 9)).toEqual([2, 5, 8, 11, 14, 17, 20, 20, 20]);
});

test("of a long critical path the ends are told", () => {
  const steps = Array.from({ length: 40 }, (_, at) => `step s${at} = t(${at === 0 ? "n" : `s${at - 1}`})\n`);
  const text = `module m\ntool t(n: Int) -> Int { effect pure  latency <= 1s }\nplan p(n: Int) {\n${steps.join("")}}`;
  const shown = renderPreview(previewOf(planOf(text, "m.p"))).replace(/\s+/gu, " ");
  expect(shown).toContain("critical path s0 → s1 →");
  expect(shown).toContain("s18 → 17 more → s36 → s37 → s38 → s39");
});

describe("what would stand too deep", () => {
  const tools = "module m\ntool t(n: Int) -> Int { effect pure  latency <= 1s }\n";

  test("of steps one after another goes on in its column, and says what it comes after", () => {
    const steps = Array.from({ length: 9 }, (_, at) => `step s${at + 1} = t(s${at})`).join("\n");
    const text = `${tools}plan p(n: Int) -> Int {\nstep s0 = t(n)\n${steps}\nstep z = t(s7)\nreturn s9 + z }`;
    expect(picture(text, "m.p")).toMatchInlineSnapshot(`
      "
        s0                    t  tool  –  ≤ 1 s
        └─ s1                 t  tool  –  ≤ 1 s
           └─ s2              t  tool  –  ≤ 1 s
              └─ s3           t  tool  –  ≤ 1 s
                 └─ s4        t  tool  –  ≤ 1 s
                    └─ s5     t  tool  –  ≤ 1 s
                       ├─ s6  t  tool  –  ≤ 1 s
                       ↓  s7  t  tool  –  ≤ 1 s
                       ↓  s8  t  tool  –  ≤ 1 s
                       ↓  s9  t  tool  –  ≤ 1 s
                       └─ z   t  tool  –  ≤ 1 s  after s7
      "
    `);
  });

  test("of sides within sides is told further down, and counted", () => {
    const depth = 18;
    const sides = Array.from({ length: depth }, (_, at) => `when n > ${at} { step a${at} = t(n)`).join("\n");
    const text = `${tools}plan p(n: Int) -> Int {\n${sides}${" }".repeat(depth)}\nreturn n }`;
    const shown = renderPreview(previewOf(planOf(text, "m.p")));
    const rows = shown.split("\n").filter((line) => /\ba\d+ |⋯/u.test(line));
    expect(rows.filter((line) => /\ba\d+ /u.test(line))).toHaveLength(depth);
    expect(Math.max(...rows.map((line) => line.length))).toBeLessThan(100);
    expect(rows.filter((line) => line.includes("⋯"))).toMatchInlineSnapshot(`
      [
        "                                      └─ when n > 13   ⋯1: 5 steps further down",
        "  ⋯1  below when n > 13",
      ]
    `);
  });
});

test("a value that is there is said as in the source", () => {
  const rows = picture(
    `module m
service note(text: String) { effect idempotent  latency <= 1s }
plan p(word: String?, other: String?) {
  when word is some and not (other is none) { step a = note(text: word) }
  when other is not none { step b = note(text: other) }
}
`,
    "m.p",
  );
  expect(rows).toContain("when word is some and other is some");
  expect(rows).toContain("when other is some");
  expect(rows).not.toContain("is none");
});

describe("a small plan is shown without what says nothing more", () => {
  const head = `module m
tool t(n: Int) -> Int { effect pure  latency <= 1s }
service mail(n: Int) { effect once  latency <= 5s  irreversible because "sent" }
`;
  const shown = (text: string): string => renderPreview(previewOf(planOf(head + text, "m.p")));

  test("a long constant with its first items, in a condition and in a rule", () => {
    const text =
      shown(`let names = ["Ada, \\"A\\" [x]", "Grace Hopper, rear admiral", "Alan", "Barbara", "Edsger"]
guardrail g { never mail when args.n in [1, 2, 3] }
plan p(name: String, n: Int) { when name in names { step m = mail(n) } }`);
    expect(text).toContain('when name in ["Ada, \\"A\\" [x]", "Grace Hopper, rear admiral", and 3 more]\n');
    expect(text).toContain("args.n in [1, 2, 3]");
  });

  test("what is proved of capabilities by its name", () => {
    const text = shown("plan p(n: Int) { step m = mail(n) }");
    expect(text).toContain("also kept       1   ● 1 proved: m stays");
    expect(text).not.toContain("is not undone");
  });

  test("unguarded ways only where some rule guards", () => {
    expect(shown("plan p(n: Int) { step m = mail(n) }")).toMatch(/0 of 1 path to risky calls$/mu);
    const ruled = shown("guardrail g { at most 2 t }\nplan p(n: Int) { step a = t(n)  step m = mail(a) }");
    expect(ruled).toContain("no rule for mail at p/m");
  });

  test("parts of the time that add up to more are limits, and those that add up to it are figures", () => {
    const head = "module m\ntool t() pure <= 20s\n";
    const timeOf = (body: string) =>
      /time {2}[^\n;)]*/u.exec(
        renderPreview(previewOf(planOf(`${head}plan p(n: Int) { ${body} }`, "m.p"))),
      )?.[0];
    expect(timeOf("wait 1m  step a = t()")).toBe("time  1 m .. 1 m 40 s  (timers 1 m, work 40 s");
    expect(timeOf("when n > 0 { wait 1m } else { step a = t() }")).toBe(
      "time  ≤ 1 m 20 s  (timers ≤ 1 m, work ≤ 40 s",
    );
  });
  test("one part of the time, without the whole time again", () => {
    expect(shown("plan p(n: Int) { step a = t(n) }")).toContain("time  ≤ 2 s  (work; without faults ≤ 1 s)");
  });
});
