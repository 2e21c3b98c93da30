import { check, compileText } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";
import { checked } from "./checked.ts";

const plan = `module m
type Job { id: String, kind: small | large }
event ping(n: Int) { from x }
signal load: Ratio { from y }
resource machines: Job x 2 { at cloud }
service run(job: Job) -> { ok: Bool } { effect idempotent  latency <= 1s  fails broken }
plan drain(jobs: [Job], limit: Int = 3) -> Int {
  step done = for job in jobs up to 100 {
    step one = run(job)
    yield one.ok
  }
  return done.size + limit
}
`;

describe("scenarios", () => {
  test("are kept clause by clause", () => {
    const program = checked(`${plan}
scenario "s" for drain {
  given  now  = 2026-03-01T00:00Z
  given  jobs = sample(20)
  given  signal load = 40%
  given  event ping(n: 3) at 5s twice
  given  consent "x" withdrawn at 1m
  answer run with { ok: true } after 2s
  fault  resource machines lost at 10s for 1m
  fault  run call 3 fails broken "it broke" times 2
  fault  crash during one
  operator cancels at 3m
  expect failed with broken
  expect each run once
  expect result > 3 and done is some and latency < 1h
}`);
    expect(program.scenarios[0]?.clauses).toMatchObject([
      { kind: "given", name: "now" },
      { kind: "given", name: "jobs", value: { op: "call", fn: "scenario.sample" } },
      { kind: "givenSignal", signal: "m.load" },
      { kind: "givenEvent", event: "m.ping", twice: true },
      { kind: "consentWithdrawn", scope: "x" },
      { kind: "answer", capability: "m.run", after: { value: 2_000 } },
      { kind: "resourceLost", pool: "m.machines" },
      { kind: "capabilityFault", call: 3, behaviour: { failure: "broken", message: "it broke", times: 2 } },
      { kind: "crash", step: { node: "one" } },
      { kind: "operator", command: "cancels" },
      { expects: "failed", name: "broken" },
      { expects: "once", each: true },
      { expects: "condition" },
    ]);
  });

  test("name the fields of an event", () => {
    const told = (event: string): string[] =>
      compileText(
        `${plan}\nscenario "s" for drain { given jobs = []  given event ${event} at 5s  expect completed }`,
      ).diagnostics.map(({ message }) => message);
    expect(told("ping(m: 3)")).toEqual(["`ping` has no field `m`."]);
    expect(told("ping(3, 4)")).toEqual(["`ping` has one field, but 2 are given."]);
    expect(told("pnig(n: 3)")).toEqual(["There is no event called `pnig`."]);
    expect(told("load(n: 3)")).toEqual(["`load` is a signal; this place needs an event."]);
  });

  test("play what is there", () => {
    check(`${plan}
scenario "s" for drain {
  given  jobs = [{ id: "a", kind: medium }]
                                  ^^^^^^ error[ORCH3011]
  given  limt = 3
         ^^^^ error[ORCH3811] \`drain\` has no parameter \`limt\`.
  answer run with { ok: "yes" }
                        ^^^^^ error[ORCH3002]
  fault  run fails brokn
                   ^^^^^ error[ORCH3616] \`run\` can't fail as \`brokn\`.
  fault  crash before two
                      ^^^ error[ORCH3812] \`drain\` has no step, and calls nothing, called \`two\`.
  expect failed with gone
                     ^^^^ error[ORCH3616]
  expect rsult > 3
         ^^^^^ error[ORCH3201]
  expect done.size > 3
}`);
  });

  test("give readings of one member of a family", () => {
    check(`module m
type Room = kitchen | bath
signal warm(room: Room): Bool { from sensor }
plan p() -> Bool { return warm(bath) }
scenario "s" for p {
  given  signal warm(kitchen) = true
  given  signal warm(cellar) = true
                     ^^^^^^ error[ORCH3011]
  given  signal warm = true
                ^^^^ error[ORCH3701] \`warm\` needs \`room\` too.
  given  signal warm(bath, kitchen) = 3
                           ^^^^^^^ error[ORCH3704]
                                      ^ error[ORCH3002]
  expect completed
}`);
  });

  test("may be given what does not fit, where that is the fault", () => {
    check(`${plan}
scenario "s" for drain {
  fault  run returns { okay: 3 }
  expect failed
}`);
  });
});

describe("expectations", () => {
  test("of a step are unmet where the run does not come to it, and need not ask for that", () => {
    check(`module m
type Mood = happy | sad
type Seen { mood: Mood, score: Ratio, note: String?, at: Instant }
tool look(n: Int) -> Seen { effect pure  latency <= 1s }
plan p(n: Int) -> Mood {
  when n > 3 { step a = look(n)  return a.mood }
  step b = look(n)
  return b.mood
}
scenario "large" for p {
  given  n = 4
  answer look with { mood: sad, score: 50%, at: now }
  expect a.mood == sad
  expect a.mood in [sad] and a.score > 20% and a.note.size < 3
  expect b is none
  expect b.mod == happy
           ^^^ error[ORCH3006]
  expect result == happy
}`);
  });
});
