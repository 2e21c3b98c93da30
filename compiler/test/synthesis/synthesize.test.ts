import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { type Synthesis, synthesis } from "../../src/synthesis.ts";
import { memoryHost } from "../compile-fixture.ts";

interface Asked {
  readonly through?: readonly string[];
  readonly depth?: number;
}

function asked(text: string, goal: string, { through = [], depth = 8 }: Asked = {}) {
  const host = memoryHost({ "/a.orch": text });
  const program = { files: ["/a.orch"], root: "/" };
  const compiled = compile(program, host);
  expect(compiled.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return synthesis({ program, host, compiled, goal, through, depth });
}

function searched(...args: Parameters<typeof asked>): Synthesis {
  const found = asked(...args);
  if (!("candidates" in found)) throw new Error(JSON.stringify(found));
  return found;
}

const office = (goal: string, more = "") => `module office.mail

import std.people { Approval }

role editor

type Figures { total: Money, weeks: Int }

service read_figures(week: Int) -> Figures pure <= 5s
llm write_text(figures: Figures) -> { text: String } {
  role    synthesizer
  prompt  "Write about \${figures.total}"
  tokens  <= 2_000
  cost    <= $0.05
  latency <= 20s
}
human may_send(text: String) -> Approval { ask editor  show "Send? \${text}" }
service send(to: Email, text: String trusted) -> { id: String } idempotent <= 10s
${goal}
${more}
`;

describe("a plan for a goal", () => {
  it("puts an approval in front of what takes only trusted values, and shows it these values", () => {
    const goal = "goal report(to: Email, week: Int) -> { id: String } { budget cost <= $1 }";
    const first = searched(office(goal), "office.mail.report").candidates().next().value;
    expect(first).toMatchObject({
      faults: [],
      guesses: [],
      text: `plan report_found(to: Email, week: Int) -> { id: String } achieves report {
  step read_figures = read_figures(week)
  step write_text = write_text(figures: read_figures)
  step may_send = may_send(text: write_text.text) { timeout 1d }
  when may_send.granted {
    step send = send(to, text: write_text.text)
    return send
  } else {
    fail "not granted: may_send"
  }
}
`,
    });
  });

  it("puts a call behind what a guardrail asks for first", () => {
    const goal = "goal done(week: Int, to: Email, text: String) { optimize cost }";
    const rules = "guardrail asked_first { may_send granted before send  read_figures before send }";
    const found = searched(office(goal, rules), "office.mail.done", { through: ["send"] });
    const first = found.candidates().next().value;
    expect(first).toMatchObject({ faults: [] });
    expect(first).toHaveProperty(
      "text",
      expect.stringMatching(/when may_send.granted \{\n.*send\(to, text\) \{ after read_figures/su),
    );
  });

  it("leaves nothing done where somebody says no", () => {
    const publish = "service publish(week: Int) -> { page: Url } idempotent <= 1s\n";
    const goal = "goal both(to: Email, week: Int) -> { id: String, page: Url } { optimize cost }";
    const text = office(goal).replace("service read_figures", `${publish}service read_figures`);
    const first = searched(text, "office.mail.both").candidates().next().value;
    expect(first).toMatchObject({ faults: [] });
    expect(first).toHaveProperty(
      "text",
      expect.stringMatching(/when may_send.granted \{.*publish\(week\)/su),
    );
  });

  it("refuses one that can't keep the goal's budget", () => {
    const goal = "goal report(to: Email, week: Int) -> { id: String } { budget cost <= $0.01 }";
    const first = searched(office(goal), "office.mail.report").candidates().next().value;
    expect(first).toHaveProperty("faults", [expect.stringContaining("ORCH4104")]);
  });

  it("holds a proposed plan against the same", () => {
    const goal = "goal report(to: Email, week: Int) -> { id: String } { budget cost <= $1 }";
    const found = searched(office(goal), "office.mail.report");
    const head = "plan mine(to: Email, week: Int) -> { id: String }";
    const body =
      "{ step figures = read_figures(week)  step text = write_text(figures)  step sent = send(to, text: text.text)  return sent }";
    expect(found.propose(`${head} achieves report ${body}`).faults).toEqual([
      expect.stringContaining("ORCH3502"),
    ]);
    expect(found.propose(`${head} { return { id: "1" } }`).faults).toEqual([
      "It does not achieve `office.mail.report`.",
    ]);
    expect(found.propose(`${head} achieves report { return { id: "1" } }`).faults).toEqual([]);
    expect(found.propose("Sure! Here is a plan.").faults).toEqual(["It declares no plan."]);
  });

  it("leaves to a person what a proposal may not decide", () => {
    const goal = "goal report(to: Email, week: Int) -> { id: String } { budget cost <= $1 }";
    const found = searched(office(goal), "office.mail.report");
    const plan = (text: string, options = "") =>
      `plan mine(to: Email, week: Int) -> { id: String } achieves report {
  step figures = read_figures(week)
  step draft   = write_text(figures)
  step sent    = send(to, text: ${text})${options}
  return sent
}`;
    for (const trusted of ['endorse(draft.text, because: "I am")', 'draft.text.endorse(because: "I am")'])
      expect(found.propose(plan(trusted)).faults).toEqual([
        "It uses `endorse`, which is for a person to decide.",
      ]);
    const fixed = plan('"It is done."');
    expect(found.propose(fixed).faults).toEqual([]);
    expect(found.propose(plan('"It is done."', ' { irreversible because "it is" }')).faults).toEqual([
      "It says `irreversible because`, which is for a person to decide.",
    ]);
    const beside = [
      "policy anything { on send  allow when true }",
      "trigger always { on event mail  start mine(to: none, week: 1) }",
      "service steal(to: Email) idempotent <= 1s",
      'plan other(week: Int) -> { id: String } { return { id: "1" } }',
    ];
    for (const more of beside)
      expect(found.propose(`${fixed}\n${more}`).faults).toEqual([
        `It declares more than its plan: \`${more.split(/[ (]/u)[1]}\`.`,
      ]);
    expect(found.propose(`{ cost <= $9 }\n${fixed}`).faults).toEqual([expect.stringMatching(/^ORCH0/u)]);
    expect(found.propose(`${fixed}\nprivate plan part() { }`).faults).toEqual([]);
  });

  it("says which type nothing gives, from the goal backwards", () => {
    const goal =
      "type Invoice { number: Int }\nservice bill(order: Order) -> Invoice idempotent <= 1s\ntype Order { from: Email }\ngoal billed(week: Int) -> Invoice { optimize cost }";
    const found = searched(office(goal), "office.mail.billed");
    expect([...found.candidates()]).toEqual([]);
    expect(found.lacks()).toEqual([
      "The result is `Invoice`: `bill` would give one.",
      "`bill` needs `order: Order`, and nothing gives one.",
    ]);
  });

  it("says which field of the result nothing gives, if nothing gives the whole", () => {
    const goal = "type Sent { id: String, pages: Int }\ngoal sent(week: Int) -> Sent { optimize cost }";
    const lacks = searched(office(goal), "office.mail.sent").lacks();
    expect(lacks[0]).toBe("The result needs `id: String`: `send` would give one.");
    expect(lacks.at(-1)).toBe("The result needs `pages: Int`, and nothing gives one.");
  });

  it("says where a label keeps a value back", () => {
    const goal =
      "type Order { from: Email }\nservice bill(order: Order) -> { id: Int } idempotent <= 1s\ngoal billed(order: Order @personal) -> { id: Int } { optimize cost }";
    expect(searched(office(goal), "office.mail.billed").lacks()).toEqual([
      "The result is `{ id: Int }`: `bill` would give one.",
      "`bill` needs `order: Order`, and nothing gives one that may go there: `order` (personal) may not by its label.",
    ]);
  });

  it("names values that fit by a type that many have, and takes them last", () => {
    const goal =
      "service publish(title: String) -> { page: Url } idempotent <= 1s\ngoal out(words: String) -> { page: Url } { optimize cost }";
    const first = searched(office(goal), "office.mail.out").candidates().next().value;
    expect(first).toMatchObject({ faults: [], guesses: ["`publish` takes `words` as `title`"] });
  });

  it("refuses what does not exist", () => {
    expect(asked(office("goal g(week: Int) { optimize cost }"), "office.mail.g")).toEqual({
      wrong: "`g` gives no result, so name what has to be called: --through NAME",
    });
    expect(
      asked(office("goal g(week: Int) { optimize cost }"), "office.mail.g", { through: ["sent"] }),
    ).toEqual({
      wrong: "`sent` is no capability that `office.mail` can call",
    });
  });
});

/* Random programs, held against an exhaustive search that knows nothing of the graph. */

const kinds = 4;

interface Maker {
  readonly takes: readonly { readonly kind: number; readonly trusted: boolean }[];
  readonly gives: number;
  readonly cost: number;
  readonly isModel: boolean;
  readonly clearance: "internal" | "personal";
  readonly label: "internal" | "personal";
}

interface Office {
  readonly makers: readonly Maker[];
  readonly given: readonly { readonly kind: number; readonly label: "internal" | "personal" }[];
  readonly wanted: number;
  readonly approval: number | undefined;
}

const kind = fc.nat(kinds - 1);
const label = fc.constantFrom("internal" as const, "internal" as const, "personal" as const);
const offices: fc.Arbitrary<Office> = fc.record({
  makers: fc.array(
    fc.record({
      takes: fc.array(fc.record({ kind, trusted: fc.boolean() }), { maxLength: 2 }),
      gives: kind,
      cost: fc.nat(5),
      isModel: fc.boolean(),
      clearance: label,
      label,
    }),
    { minLength: 1, maxLength: 5 },
  ),
  given: fc.array(fc.record({ kind, label }), { maxLength: 1 }),
  wanted: kind,
  approval: fc.option(kind, { nil: undefined }),
});

function programOf({ makers, given, wanted, approval }: Office): string {
  const marked = (kind: number, level: string) => `T${kind}${level === "personal" ? " @personal" : ""}`;
  return [
    "module random.office",
    "import std.people { Approval }",
    "role boss trust personal",
    ...Array.from({ length: kinds }, (_, at) => `type T${at} { f${at}: Int in 0..9 }`),
    ...makers.map(({ takes, gives, cost, isModel, clearance, label: own }, at) => {
      const params = takes
        .map((one, nth) => `p${nth}: T${one.kind}${one.trusted ? " trusted" : ""}`)
        .join(", ");
      const head = `${isModel ? "agent" : "service"} make_${at}(${params}) -> ${marked(gives, own)} pure <= 1s`;
      return `${head} { cost <= $${cost}  clearance ${clearance} }`;
    }),
    ...(approval === undefined
      ? []
      : [
          `human ask(about: T${approval}) -> Approval { ask boss  show "\${about.f${approval}}?"  clearance personal }`,
        ]),
    `goal wanted(${given.map((one, at) => `g${at}: ${marked(one.kind, one.label)}`).join(", ")}) -> T${wanted} @personal { optimize cost }`,
    "",
  ].join("\n");
}

interface Fact {
  readonly kind: number;
  readonly personal: boolean;
  readonly strange: boolean;
}

/** The least cost by trying every set of calls; `undefined`: none of at most `depth` reaches it. */
function leastCost({ makers, given, wanted, approval }: Office, depth: number): number | undefined {
  const start = given.map(
    (one): Fact => ({ kind: one.kind, personal: one.label === "personal", strange: false }),
  );
  const costs = Array.from({ length: 2 ** (makers.length + 1) }, (_, bits) => bits).flatMap((bits) => {
    const chosen = makers.filter((_, at) => (bits >> at) % 2 === 1);
    const asks = (bits >> makers.length) % 2 === 1 && approval !== undefined;
    if (chosen.length + (asks ? 1 : 0) > depth) return [];
    const facts: Fact[] = [...start];
    const open = new Set(chosen);
    for (let grows = true; grows; ) {
      grows = false;
      for (const one of open) {
        const fits = one.takes.every(({ kind: wants, trusted }) =>
          facts.some(
            (fact) =>
              fact.kind === wants &&
              (!fact.personal || one.clearance === "personal") &&
              (!trusted || !fact.strange || (asks && wants === approval)),
          ),
        );
        if (!fits) continue;
        open.delete(one);
        facts.push({ kind: one.gives, personal: one.label === "personal", strange: one.isModel });
        grows = true;
      }
    }
    // Of one that is given, the result is put together from its field.
    const isReached = facts.some((fact) => fact.kind === wanted);
    if (open.size > 0 || !isReached) return [];
    return [chosen.reduce((sum, { cost }) => sum + cost, 0)];
  });
  return costs.length === 0 ? undefined : Math.min(...costs);
}

describe("every plan for a goal", () => {
  it("compiles, is the cheapest, and is found if there is one", () => {
    let found = 0;
    fc.assert(
      fc.property(offices, (random) => {
        const text = programOf(random);
        const host = memoryHost({ "/a.orch": text });
        const program = { files: ["/a.orch"], root: "/" };
        const compiled = compile(program, host);
        const search = synthesis({
          program,
          host,
          compiled,
          goal: "random.office.wanted",
          through: [],
          depth: 4,
        });
        if (!("candidates" in search)) throw new Error(JSON.stringify(search));
        const all = [...search.candidates()];
        expect(
          all.flatMap(({ text: plan, faults }) => (faults.length === 0 ? [] : [`${plan}${faults.join()}`])),
        ).toEqual([]);
        const least = leastCost(random, 4);
        expect(all.length > 0).toBe(least !== undefined);
        if (least === undefined) return;
        found += 1;
        const cost = all[0]?.compiled?.plan.plan.bounds.cost;
        expect(cost?.faultless).toMatchObject({ value: { amount: `${least}` } });
      }),
      { numRuns: 150 },
    );
    expect(found).toBeGreaterThan(30);
  });
});
