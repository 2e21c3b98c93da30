import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { verify } from "@orchlang/runtime/simulator";
import { describe, expect, test } from "vitest";
import { orch, workFolder } from "../orch.ts";
import { compiled } from "../semantics/program.ts";

/* Every step, way and handler is come to, or is told as one that no run came to. */

function reached(program: string, target: string, faults = 1): readonly string[] {
  const result = compiled(program);
  const plan = result.plan(target);
  if (plan === undefined) throw new Error("it is a plan");
  return verify(plan, result.context(target), { faults }).unreached;
}

describe("what is hard to come to is come to", () => {
  test("a wait that wins against a person who has no time limit", () => {
    const program = `module ward
role nurse
human look(patient: String) -> { seen: Bool } { ask nurse  show "Look after \${patient}" }
service page(patient: String) { effect idempotent  latency <= 1m }
plan bedside(patient: String) -> Bool {
  step either = first of {
    came = look(patient)
    late = wait 20m
  }
  match either {
    came as c { return c.seen }
    late {
      step paged = page(patient)
      return false
    }
  }
}
`;
    expect(reached(program, "ward.bedside")).toEqual([]);
  });

  test("a loop that uses up its rounds, by what its yield is made of", () => {
    const program = `module draft
llm write(topic: String) -> { text: String } { role executor  prompt "\${topic}"  tokens <= 9 tokens  cost <= $0.01  latency <= 1m }
llm judge(text: String) -> { faithful: Bool, sure: Ratio } { role verifier  prompt "\${text}"  tokens <= 9 tokens  cost <= $0.01  latency <= 1m }
service plain(topic: String) { effect idempotent  latency <= 1m }
plan article(topic: String) {
  step best = for last from { text: "", good: false } up to 3 until last.good {
    step draft = write(topic)
    step said  = judge(text: draft.text)
    yield { text: draft.text, good: said.faithful and said.sure >= 80% }
  } else when error == exhausted {
    step instead = plain(topic)
    yield { text: "", good: false }
  }
}
`;
    expect(reached(program, "draft.article", 0)).toEqual([]);
  });

  test("a member of a pool that is asked for by what the run is given", () => {
    const program = `module works
type Machine { id: String, online: Bool, hours: Int, site: String }
resource machines: Machine x 2 { at edge  lease 4h }
service inspect(machine: String) { effect pure  latency <= 30m }
plan round(site: String) {
  fails none_free
  with m = machines where m.site == site and m.hours > 1_000 wait 30m for 3h {
    step seen = inspect(machine: m.id)
  } else { fail none_free "all busy" }
}
`;
    expect(reached(program, "works.round")).toEqual([]);
  });

  test("nobody is free in a pool, nor in the one that it overflows into", () => {
    const program = `module vans
type Van { id: String, online: Bool }
resource vans: Van x 2 { at edge  lease 4h  overflow rented }
resource rented: Van x 1 { at cloud  lease 4h }
service carry(van: String) { effect pure  latency <= 1h }
service post() { effect pure  latency <= 1h }
plan move() {
  with v = vans wait 1h for 3h {
    step c = carry(van: v.id)
  } else {
    step p = post()
  }
}
`;
    expect(reached(program, "vans.move")).toEqual([]);
  });
});

describe("lists are led to", () => {
  const letters = `module letters
type Member { id: String, lists: [String] size 0..5 }
service members_of(list: String) -> [Member] size 0..9 { effect pure  latency <= 1m }
service load(file: String) -> { rows: Int in 0..9 } { effect pure  latency <= 1m }
service look(claim: String) -> { fine: Bool } { effect pure  latency <= 1m }
service see(claim: String) -> { fine: Bool } { effect pure  latency <= 1m }
service send(to: [String]) { effect idempotent  latency <= 1m }
plan newsletter(list: String) {
  step all = members_of(list)
  let willing = all.filter(m => list in m.lists)
  when willing.size == 0 { fail "Nobody wants it" }
  step sent = send(to: willing.map(m => m.id))
}
plan nightly() -> Int {
  step loads = for file in ["a", "b"] { step rows = load(file)  yield rows.rows }
  when loads.sum == 0 { fail "Nothing was loaded" }
  return loads.sum
}
plan article(claims: [String] size 1..3) -> Bool {
  step checked = for claim in claims {
    step seen = quorum 2 of { look(claim), see(claim) }
    yield seen.fine
  }
  when checked.all(c => c) { return true } else { return false }
}
`;

  test.each(["newsletter", "nightly", "article"])("%s", (name) => {
    expect(reached(letters, `letters.${name}`, 0)).toEqual([]);
  });

  test("a family's trigger whose condition asks about something besides", () => {
    const program = `module vents
type Bay = north | south
signal heat(bay: Bay): Temperature in -20C..70C { from probes  fresh 10m }
signal rain: Bool { from mast  fresh 10m }
flag hot(bay: Bay) = heat(bay) > 32C
service open_vent(bay: Bay) { effect idempotent  latency <= 1m }
plan cool(bay: Bay) { step opened = open_vent(bay) }
trigger too_hot for bay in Bay { on change hot(bay)  when not rain  start cool(bay) }
`;
    const [trigger] = compiled(program).triggers();
    const plan = trigger?.plan();
    if (trigger === undefined || plan === undefined) throw new Error("it starts a plan");
    expect(verify(plan, trigger.context, { faults: 0 }).unreached).toEqual([]);
  });
});

const hidden = `module vault
service open_it() { effect idempotent  latency <= 1m }
service shut_it() { effect idempotent  latency <= 1m }
plan look() {
  step shut = shut_it()
}
plan enter(code: Int) {
  step shut = look()
  when code * code == 7 {
    step opened = open_it() { after shut }
  }
}
guardrail sparing : safety { at most 1 open_it }
guardrail looked  : safety { at most 2 look }
`;

describe("the verdict", () => {
  test("is no more than how far was looked where a step was come to in no run", async () => {
    const cwd = workFolder();
    writeFileSync(join(cwd, "vault.orch"), hidden);
    const args = ["verify", "vault.orch#enter", "--runs", "0"];
    const { code, stdout } = await orch(args, { cwd });
    expect(stdout).toContain("Safe as far as explored.");
    expect(stdout).toContain("enter/opened never began, so nothing was tried there (line 10).");
    expect(stdout).toContain("sparing: its subject never occurred (line 13).");
    // What it speaks of is a plan, and was entered.
    expect(stdout).not.toContain("looked: what it speaks of");
    expect(code).toBe(0);
    expect((await orch([...args, "--strict"], { cwd })).code).toBe(1);
    const { stdout: json } = await orch([...args, "--format", "json"], { cwd });
    expect(JSON.parse(json)).toMatchObject({
      verdict: "safe as far as explored",
      unreached: ["vault.enter/opened"],
      untried: ["vault.sparing"],
      lines: { "vault.enter/opened": 10 },
    });
  });

  test("an empty search fails", async () => {
    const cwd = workFolder();
    const never = `module never
event knock(door: Int in 0..9, code: Int) { from door }
service open_it() { effect idempotent  latency <= 1m }
plan enter() { step opened = open_it() }
trigger knocked { on event knock where event.code * event.code == 7  start enter() }
`;
    writeFileSync(join(cwd, "never.orch"), never);
    const { code, stdout } = await orch(["verify", "never.orch#knocked"], { cwd });
    expect(stdout).toContain("Nothing was explored.");
    expect(code).toBe(1);
  });
});
