import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { verify } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { orch } from "../in-process.ts";
import { workFolder } from "../orch.ts";
import { compiled } from "../semantics/program.ts";

/* Every step, way and handler is come to, or is told as one that no run came to. */

function verified(program: string, target: string, faults = 1): ReturnType<typeof verify> {
  const result = compiled(program);
  const plan = result.plan(target);
  if (plan === undefined) throw new Error("it is a plan");
  return verify(plan, result.context(target), { faults });
}

function reached(program: string, target: string, faults = 1): readonly string[] {
  return verified(program, target, faults).unreached;
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

  test("a loop that uses up its rounds, where another way through a round yields what ends it", () => {
    const program = `module dunning
event paid(invoice: String) { from bank }
service charge(invoice: String) -> { payment: String } { effect idempotent  latency <= 20s  fails declined }
service close_account(invoice: String) { effect idempotent  latency <= 5s }
plan collect(invoice: String) {
  step later = for last from "" up to 3 until last != "" {
    step came = wait for event paid where event.invoice == invoice within 7d
    when came is some {
      yield "by hand"
    } else {
      step again = charge(invoice) else when error == declined { yield { payment: "" } }
      yield again.payment
    }
  } else when error == exhausted {
    step closed = close_account(invoice)
    yield ""
  }
}
`;
    expect(reached(program, "dunning.collect", 1)).toEqual([]);
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

describe("conditions are solved backwards", () => {
  test("through arithmetic over the rounds of a loop, and to the end of its rounds", () => {
    const program = `module loom
service weave(roll: String, left: Int in 0..500) -> { done: Int in 1..40, torn: Bool } { effect idempotent  latency <= 5m }
service ship(roll: String) { effect idempotent  latency <= 1d }
service scrap(roll: String) { effect idempotent  latency <= 1h }
plan roll_of(roll: String, metres: Int in 100..500) -> Int {
  step woven = for s from { left: metres, tears: 0 } up to 60 until s.left <= 0 or s.tears > 5 {
    step w = weave(roll, left: max(0, min(500, s.left)))
    yield { left: s.left - w.done, tears: s.tears + (if w.torn then 1 else 0) }
  } else when error == exhausted {
    yield { left: 1, tears: 0 }
  }
  when woven.tears > 5 {
    step gone = scrap(roll)
    return 0
  }
  when woven.left > 0 { return 1 } else { step sent = ship(roll)  return metres }
}
`;
    expect(reached(program, "loom.roll_of", 0)).toEqual([]);
  });

  test("through texts, instants, and a limit that a `match` gives", () => {
    const program = `module court
type Filing { court: String, served: Instant, kind: motion | appeal | reply }
service look_up(id: String) -> Filing { effect pure  latency <= 3s }
service hurry(id: String) { effect idempotent  latency <= 1s }
service sign(id: String) { effect idempotent  latency <= 1s }
plan hand_in(id: String, today: Instant) -> Bool {
  step f = look_up(id)
  let limit = match f.kind { motion: 14d, appeal: 30d, reply: 7d }
  let age = today - f.served
  when age > limit { return false }
  when limit - age < 2d { step soon = hurry(id) }
  when f.court.starts_with("BGH-") and f.kind == appeal and f.court.size > 8 { step high = sign(id) }
  return true
}
`;
    expect(reached(program, "court.hand_in", 0)).toEqual([]);
  });

  test("through the sum of what people say, beside how many say nothing", () => {
    const program = `module exam
role examiner
human mark(question: Int) -> { marks: Int in 0..10, note: String? } { ask examiner  show "Mark \${question}" }
service again(total: Int) { effect idempotent  latency <= 5s }
service praise(total: Int) { effect idempotent  latency <= 5s }
plan grade(questions: [Int in 1..20] size 3..12) -> Int {
  step marks = for q in questions {
    step m = mark(question: q) { timeout 3d }
    yield { marks: m.marks, unsure: m.note is some }
  }
  let total = marks.sum(m => m.marks)
  let share = total / (questions.size * 10)
  when marks.count(m => m.unsure) >= 2 and share in 0.4..0.6 { step more = again(total)  return total }
  when share > 0.9 { step top = praise(total) }
  return total
}
`;
    expect(reached(program, "exam.grade", 0)).toEqual([]);
  });

  test("through a sum that one item can't come to", () => {
    const program = `module balloon
service weigh(guests: [{ weight: Int in 20..200 }] size 1..8) idempotent <= 1m
plan board(guests: [{ weight: Int in 20..200 }] size 1..8) {
  when guests.map(g => g.weight).sum > 700 { step weighed = weigh(guests) }
}
`;
    expect(reached(program, "balloon.board", 0)).toEqual([]);
  });

  test("to as many events as a loop has to hear", () => {
    const program = `module press
event sheet(job: String, good: Bool) { from press }
service clean(job: String) { effect idempotent  latency <= 10m }
service pack(job: String, n: Int) { effect idempotent  latency <= 1h }
plan run_job(job: String, wanted: Int in 1..400) {
  step sheets = for s in event sheet where s.job == job up to 400 within 6h { yield s.good }
  let good = sheets.count(g => g)
  when good >= wanted { step packed = pack(job, n: good) }
  else when sheets.size > 40 and good < 10 { step cleaned = clean(job) }
}
`;
    expect(reached(program, "press.run_job", 0)).toEqual([]);
  });

  test("to what a trigger asks of signals, texts and the time of day", () => {
    const program = `module grid
type Site = roof | barn
signal output(s: Site): Power in 0W..500kW { from meter  fresh 5m }
signal demand: Power in 0W..900kW { from meter.main  fresh 5m }
flag short = demand > output(roof) + output(barn) { hold 10m }
event beacon(code: String) { from receiver }
service buy() { effect idempotent  latency <= 1m }
plan balance() { step bought = buy() }
trigger imbalance { on change short  when now.time in 01:00..05:00  start balance() }
trigger heard { on event beacon where event.code.size in 3..5 and event.code.starts_with("SO")  start balance() }
`;
    for (const trigger of compiled(program).triggers()) {
      const plan = trigger.plan();
      if (plan === undefined) throw new Error("it starts a plan");
      expect(verify(plan, trigger.context, { faults: 0 }).unreached).toEqual([]);
    }
  });
});

describe("what stands in front of a step leads to it", () => {
  test.each(["error == full and n > 777", "error.attempts == 3", "error.attempts == 4 and n > 777"])(
    "an error handler that asks for %s",
    (condition) => {
      const program = `module presses
service press(n: Int) -> { v: Int } idempotent <= 5s { fails full }
service oil() idempotent <= 5s
plan made(n: Int in 0..10_000) -> { v: Int } {
  step a = press(n) { retry 4 } else when ${condition} { step oiled = oil()  yield { v: 1 } } else { yield { v: 2 } }
  return { v: a.v }
}
`;
      expect(reached(program, "presses.made", 1)).toEqual([]);
    },
  );

  test.each(["error == timeout and n == 17", "error.attempts == 3 and n > 777"])(
    "a choice in an error handler that asks for %s",
    (condition) => {
      const program = `module presses
service press(n: Int) -> { v: Int } idempotent <= 5s
service oil() idempotent <= 5s
plan made(n: Int in 0..10_000) -> { v: Int } {
  step all = for each in [n] {
    step a = press(each) { retry 4 } else {
      when ${condition} { step oiled = oil() }
      yield { v: 2 }
    }
  }
  return { v: 1 }
}
`;
      expect(reached(program, "presses.made", 1)).toEqual([]);
    },
  );

  test("answers of which more have to come than a few, each from another sender", () => {
    const program = `module choir
event reply(singer: String, comes: Bool) { from mail.reply  dedupe 1d by singer }
service post(text: String) { effect idempotent  latency <= 5s }
plan prepare(title: String) {
  fails too_few
  step answers = for e in event reply up to 40 within 7d { yield e.comes }
  when answers.count(it => it) < 4 { fail too_few "Too few come" }
  step told = post(text: title) { after answers }
}
`;
    const { unreached, violations } = verified(program, "choir.prepare", 0);
    expect(unreached).toEqual([]);
    expect(violations).toEqual([]);
  });

  test("votes of which too few agree", () => {
    const program = `module scales
service weigh_a(parcel: String) -> Int in 0..30_000 { effect pure  latency <= 5s }
service weigh_b(parcel: String) -> Int in 0..30_000 { effect pure  latency <= 5s }
service weigh_c(parcel: String) -> Int in 0..30_000 { effect pure  latency <= 5s }
plan weigh(parcel: String) -> Int {
  step grams = quorum 2 of { weigh_a(parcel), weigh_b(parcel), weigh_c(parcel) } else when error == no_quorum {
    yield 0
  }
  return grams
}
`;
    expect(reached(program, "scales.weigh", 0)).toEqual([]);
  });

  test("schedules that come once a month, once in four years, and in one month only", () => {
    const program = `module pay
service pay(n: Int) { effect idempotent  latency <= 1m }
plan month_end(n: Int) { step p = pay(n) }
trigger last_day { on schedule "0 18 28 * *" in "Europe/Berlin"  start month_end(n: 1) }
trigger leap_day { on schedule "0 18 29 2 *" in "Europe/Berlin"  start month_end(n: 1) }
trigger autumn { on schedule "0 6 1 * *"  when now.month == 9  start month_end(n: 1) }
`;
    for (const trigger of compiled(program).triggers()) {
      const plan = trigger.plan();
      if (plan === undefined) throw new Error("it starts a plan");
      expect(verify(plan, trigger.context, { faults: 0 }).unreached).toEqual([]);
    }
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
