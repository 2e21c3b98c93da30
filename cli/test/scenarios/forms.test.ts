import { describe, expect, test } from "vitest";
import { playedText } from "./played.ts";

const orchard = `
module orchard.press

import std.people { Approval }

role cellarer

type Press { id: String, online: Bool, battery: Ratio }

signal frost: Bool { from weather.station  fresh 1h }
event delivery(kilos: Int) { from gate  category work  priority normal }
flag cold = frost and now.time in 06:00..18:00
resource presses: Press x 2 { at edge  lease 8h }

service refund(payment: String) { effect idempotent  latency <= 5s }
service pay(amount: Int) -> { payment: String } {
  effect  once
  cost    <= $0.30
  latency <= 10s
  undo    refund(payment: result.payment)
}
service press(kilos: Int) -> { litres: Int } {
  effect  idempotent
  latency <= 2h
  ensures result.litres <= kilos
}
service mill(kilos: Int) -> { kilos: Int } { effect pure  latency <= 1h }
service file_receipt(payment: String) { effect idempotent }
human taste(litres: Int) -> Approval { ask cellarer  show "\${litres} litres. Good?" }

plan juice(kilos: Int) -> { litres: Int } {
  fails rotten
  step juice  = press(kilos) { retry 2 every 1m }
  step tasted = taste(juice.litres) { timeout 1d }
  when not tasted.granted { fail rotten "Not even vinegar" }
  step paid   = pay(amount: juice.litres) { after tasted }
  step filed  = file_receipt(paid.payment)
  return { litres: juice.litres }
}

plan milled(loads: [Int]) -> [Int] {
  step rounds = for load in loads up to 9 at once 3 {
    step flour = mill(load) { retry 1 }
    yield flour.kilos
  }
  return rounds
}

service orders_of(day: Int in 0..31) -> { day: Int, kilos: [Int], open: Bool } { effect pure  latency <= 1s }
event ordered(kilos: [Int], by: String) { from shop }

plan milled_today(day: Int in 0..31) -> Int {
  step orders = orders_of(day)
  step rounds = for load in orders.kilos up to 40 at once 40 {
    step flour = mill(load)
    yield flour.kilos
  }
  return orders.day + rounds.size
}

plan on_order() -> Int {
  step order = wait for event ordered within 1h
  return order?.kilos?.size ?? 0
}

plan on_site(kilos: Int) -> { litres: Int } {
  with machine = presses where machine.online and machine.battery > 30% wait 1h for 4h {
    step juice = press(kilos)
  } else {
    fail "No press"
  }
  return { litres: juice.litres }
}

service stamp(kilos: Int) -> { seal: String } {
  effect  once
  latency <= 10s
  irreversible because "What is sealed is sealed"
}

plan sealed_on_site(kilos: Int) -> { seal: String } {
  with machine = presses wait 1h for 4h {
    step first  = mill(kilos)
    step sealed = stamp(kilos: first.kilos)
  }
  return { seal: sealed.seal }
}

service note(what: String) { effect idempotent  latency <= 5s }

plan noted(kilos: Int) {
  step tasted = taste(kilos) { timeout 1d }
  when tasted.granted {
    step paid  = pay(amount: kilos)
    step filed = file_receipt(paid.payment)
  }

  finally {
    step note = note(what: outcome.status)
  }
}

tool weigh(kilos: Int) -> { grams: Int, scale: good | bad } {
  effect  pure
  latency <= 1s
  ensures result.grams >= 1_000
}

goal weighed(kilos: Int) -> { grams: Int, scale: good | bad, ripe: Ratio } {
  success "It is ripe" when result.ripe in 40%..60%
}

plan by_scale(kilos: Int) -> { grams: Int, scale: good | bad, ripe: Ratio } achieves weighed {
  step weight = weigh(kilos)
  step look   = look_at(kilos)
  return { grams: weight.grams, scale: weight.scale, ripe: look.ripe }
}

tool look_at(kilos: Int) -> { ripe: Ratio } { effect pure  latency <= 1s }

plan by_weather(kilos: Int) -> String {
  when cold { return "frozen" }
  return "pressed"
}

plan later() -> Bool {
  step slept = rest()
  step again = rest() { after slept }
  return again.done and (cold ?? false)
}
service rest() -> { done: Bool } { effect pure  latency <= 20m }

plan when_delivered() -> Int {
  step came = wait for event delivery where event.kilos > 10 within 1d
  return came?.kilos ?? 0
}

guardrail receipts { every pay followed by file_receipt within 1d }
guardrail asked { taste granted before pay }
`;

/** The verdicts of a scenario's expectations; `says` among its faults and answers. */
function verdicts(target: string, clauses: string): readonly string[] {
  const [only] = playedText(`${orchard}\nscenario "s" for ${target} {\n${clauses}\n}\n`);
  return (only?.played.expectations ?? []).map(({ status, because }) =>
    because === undefined ? status : `${status}: ${because}`,
  );
}

const good = "given kilos = 30\nanswer taste with { granted: true } after 1h";

describe("what is given", () => {
  test("a signal and what a flag makes of it and the time", () => {
    const at = (now: string) => `given kilos = 3\ngiven now = ${now}\ngiven signal frost = true`;
    expect(verdicts("by_weather", `${at("2026-02-01T12:00Z")}\nexpect result == "frozen"`)).toEqual(["met"]);
    expect(verdicts("by_weather", `${at("2026-02-01T22:00Z")}\nexpect result == "pressed"`)).toEqual(["met"]);
  });

  test("a signal changes when it says, and its flag with it", () => {
    const played = (...frost: readonly string[]): readonly string[] => {
      const given = frost.map((is) => `given signal frost = ${is}\n`).join("");
      const rests = "given now = 2026-02-01T12:00Z\nanswer rest with { done: true } after 20m\n";
      return verdicts("later", `${rests}${given}expect result`);
    };
    expect(played("false", "true at 30m")).toEqual(["met"]);
    expect(played("true at 30m")).toEqual(["met"]);
    expect(played("false", "true at 50m")).toEqual(["unmet: result was false"]);
    expect(played("true", "false at 30m")).toEqual(["unmet: result was false"]);
  });

  test("a sample has as many items as it says", () => {
    expect(
      verdicts("milled", "given loads = sample(7)\nexpect each mill once\nexpect result.size == 7"),
    ).toEqual(["met", "met"]);
  });

  test("a sample may stand in an answer, in a result of a fault and in an event", () => {
    const played = (given: string, mills: number) =>
      verdicts("milled_today", `given day = 3\n${given}\nexpect each mill once\nexpect result == ${mills}`);
    expect(played("answer orders_of with { day: 1, kilos: sample(5), open: true }", 6)).toEqual([
      "met",
      "met",
    ]);
    const counted = "answer orders_of with { day: args.day, kilos: sample(args.day), open: true }";
    expect(played(counted, 6)).toEqual(["met", "met"]);
    const chosen =
      "answer orders_of with if args.day > 9 then { day: 0, kilos: [], open: false } else { day: 0, kilos: sample(2), open: true }";
    expect(played(chosen, 2)).toEqual(["met", "met"]);
    expect(played("fault orders_of returns { day: 0, kilos: sample(4), open: true }", 4)).toEqual([
      "met",
      "met",
    ]);
    const told = 'given event ordered(kilos: sample(6), by: "Ada") at 5m';
    expect(verdicts("on_order", `${told}\nexpect result == 6`)).toEqual(["met"]);
  });

  test("what happens, once though it is told twice", () => {
    const given = "given event delivery(kilos: 30) at 5m twice\ngiven event delivery(kilos: 4) at 1m";
    expect(verdicts("when_delivered", `${given}\nexpect result == 30\nexpect within 5m`)).toEqual([
      "met",
      "met",
    ]);
    expect(verdicts("when_delivered", "expect result == 0")).toEqual(["met"]);
  });
});

describe("answers", () => {
  test("what is not said is cooperative, after the declared latency", () => {
    expect(
      verdicts("juice", `given kilos = 30\nexpect completed\nexpect latency > 2h and latency < 3h`),
    ).toEqual(["met", "met"]);
  });

  test("what is ensured is kept, and what a goal calls success is met where it can be", () => {
    expect(verdicts("weighed", "given kilos = 3\nexpect completed\nexpect result.grams >= 1_000")).toEqual([
      "met",
      "met",
    ]);
    const unripe = "given kilos = 3\nanswer look_at with { ripe: 90% }\nexpect failed with unmet";
    expect(verdicts("weighed", unripe)).toEqual(["met"]);
  });

  test("an answer reads what it was asked, and takes its time", () => {
    const answer = "answer press with { litres: args.kilos - 1 } after 3m";
    expect(verdicts("juice", `${good}\n${answer}\nexpect result.litres == 29\nexpect within 64m`)).toEqual([
      "met",
      "met",
    ]);
  });

  test("people say no", () => {
    const no = "given kilos = 3\nanswer taste with { granted: false }";
    expect(
      verdicts("juice", `${no}\nexpect failed with rotten\nexpect failed with "vinegar"\nexpect never pay`),
    ).toEqual(["met", "met", "met"]);
    expect(verdicts("juice", `${no}\nexpect completed`)).toEqual([
      "unmet: it failed as rotten: Not even vinegar",
    ]);
  });
});

describe("faults", () => {
  test("so many failures, and one more than there are tries", () => {
    const fails = (times: number) => `${good}\nfault press fails transient "jammed" times ${times}`;
    expect(verdicts("juice", `${fails(2)}\nexpect completed\nexpect press once`)).toEqual(["met", "met"]);
    expect(verdicts("juice", `${fails(3)}\nexpect failed with "jammed"`)).toEqual(["met"]);
    expect(verdicts("juice", `${fails(2)}\nexpect press called once\nexpect press once`)).toEqual([
      "unmet: it was called 3 times",
      "met",
    ]);
  });

  test("only one call", () => {
    const sample = "given loads = [1, 2, 3]\nfault mill call 2 fails transient";
    expect(verdicts("milled", `${sample}\nexpect completed`)).toEqual(["met"]);
    expect(verdicts("milled", "given loads = [1]\nfault mill fails\nexpect failed")).toEqual(["met"]);
  });

  test("no answer, a late one, two of them, a wrong one", () => {
    expect(verdicts("juice", `${good}\nfault pay times out\nexpect in doubt paid\nexpect waiting`)).toEqual([
      "met",
      "met",
    ]);
    expect(
      verdicts("juice", `${good}\nfault pay answers late after 1h\nexpect completed\nexpect pay once`),
    ).toEqual(["met", "met"]);
    expect(verdicts("juice", `${good}\nfault pay answers twice\nexpect pay once`)).toEqual(["met"]);
    expect(verdicts("juice", `${good}\nfault press returns { litres: 31 }\nexpect failed`)).toEqual(["met"]);
  });

  test("who never answers gives no sign of life either", () => {
    const dried = `${orchard}
tool dry(kilos: Int) -> { kilos: Int } { effect pure  heartbeat 10m }
plan raisins(kilos: Int) -> Int { step flour = dry(kilos) { retry 1 every 1m }  return flour.kilos }
scenario "it falls asleep once" for raisins { given kilos = 3  fault dry times out times 1  expect completed  expect within 12m }
`;
    expect(playedText(dried).map(({ played }) => played.status)).toEqual(["passed"]);
  });

  test("a resource is lost, and comes back; all of a pool that are lost at once leave none to go on with", () => {
    const given = "given kilos = 3\nfault resource presses lost at 0s";
    expect(verdicts("on_site", `${given}\nexpect failed with "No press"`)).toEqual(["met"]);
    expect(verdicts("on_site", `${given} for 30m\nexpect completed\nexpect latency > 30m`)).toEqual([
      "met",
      "met",
    ]);
    expect(
      verdicts("on_site", "given kilos = 3\nfault resource presses lost at 5m\nexpect completed"),
    ).toEqual(["unmet: it failed as resource_lost: `presses[1]` is lost, and there is no other"]);
  });

  test("a block that does something once is not bound to another member: it fails, and that is judged", () => {
    const given = "given kilos = 3\nfault resource presses lost at 5m";
    const judged = verdicts("sealed_on_site", `${given}\nexpect failed with resource_lost\nexpect completed`);
    expect(judged).toEqual(["met", expect.stringMatching(/^unmet: it failed as resource_lost/)]);
  });

  test.each(["before", "during", "after"])("the process dies %s a step", (moment) => {
    for (const step of ["juice", "tasted"]) {
      const crash = `${good}\nfault crash ${moment} ${step}`;
      expect(verdicts("juice", `${crash}\nexpect completed\nexpect pay once`)).toEqual(["met", "met"]);
    }
  });

  test("what may have been done once is in doubt after a crash, and not where it was not sent", () => {
    expect(verdicts("juice", `${good}\nfault crash during pay\nexpect in doubt paid`)).toEqual(["met"]);
    expect(verdicts("juice", `${good}\nfault crash after pay\nexpect completed`)).toEqual(["met"]);
    expect(verdicts("juice", `${good}\nfault worker dies during pay\nexpect in doubt paid`)).toEqual(["met"]);
    expect(verdicts("juice", `${good}\nfault crash at 5m\nexpect completed\nexpect press once`)).toEqual([
      "met",
      "met",
    ]);
  });
});

describe("what did not happen", () => {
  test("is told, since it tests nothing", () => {
    const faults = "fault press call 2 fails\nfault crash during refund\nfault mill fails";
    const [only] = playedText(
      `${orchard}\nscenario "s" for juice {\n${good}\n${faults}\nexpect completed\n}\n`,
    );
    expect(only?.played.status).toBe("passed");
    expect(only?.played.notes).toEqual([
      "refund never began: nothing died there",
      "press was not called 2 times: its fault did not happen",
      "mill was never called: its fault did not happen",
    ]);
  });
});

describe("the operator", () => {
  test("resolves what is in doubt", () => {
    const doubt = `${good}\nfault pay times out`;
    const resolved = `operator resolves paid { completed: { payment: "p7" } } at 2d`;
    expect(verdicts("juice", `${doubt}\n${resolved}\nexpect completed\nexpect file_receipt once`)).toEqual([
      "met",
      "met",
    ]);
  });

  test("resolves it as soon as it is, where no time is said", () => {
    const doubt = `${good}\nfault pay times out`;
    const resolved = `operator resolves paid { completed: { payment: "p7" } }`;
    expect(verdicts("juice", `${doubt}\n${resolved}\nexpect completed\nexpect within 2d`)).toEqual([
      "met",
      "met",
    ]);
  });

  test("cancels; holds up and lets go on", () => {
    expect(verdicts("juice", `${good}\noperator cancels at 5m\nexpect cancelled\nexpect completed`)).toEqual([
      "met",
      "unmet: it cancelled",
    ]);
    expect(verdicts("juice", `${good}\nexpect cancelled`)).toEqual(["unmet: it completed"]);
    const paused = `${good}\noperator pauses at 5m\noperator unpauses at 2d`;
    expect(verdicts("juice", `${paused}\nexpect latency > 2d`)).toEqual(["met"]);
  });
});

describe("what is expected", () => {
  test("what is left undone, and in which order (rule 29)", () => {
    const failing = `${good}\nfault file_receipt fails permanent`;
    expect(verdicts("juice", `${failing}\nexpect undone pay\nexpect pay once`)).toEqual([
      "met",
      "unmet: it did not take effect",
    ]);
    expect(verdicts("juice", `${good}\nexpect taste granted before pay\nexpect pay before taste`)).toEqual([
      "met",
      expect.stringMatching(/^unmet: tasted began after/),
    ]);
    expect(verdicts("juice", `${good}\nexpect undone pay`)).toEqual([
      "unmet: paid was done and still stands",
    ]);
  });

  test("what may have been done is not undone, nor done once", () => {
    const doubt = `${good}\nfault pay times out`;
    expect(verdicts("juice", `${doubt}\nexpect undone pay\nexpect pay once\nexpect pay called once`)).toEqual(
      ["unmet: paid may have been done and was not undone", "unmet: it did not take effect", "met"],
    );
  });

  test("what was done and undone does not count as done before", () => {
    const failing = `${good}\nfault file_receipt fails permanent`;
    expect(verdicts("noted", `${failing}\nexpect pay before note\nexpect taste before note`)).toEqual([
      "unmet: note began after 1 h 16 s, and nothing before it was so",
      "met",
    ]);
  });

  test("bounds, with what it was", () => {
    expect(verdicts("juice", `${good}\nexpect cost <= $0.30\nexpect cost <= $0.29`)).toEqual([
      "met",
      expect.stringContaining("0.3"),
    ]);
    expect(verdicts("juice", `${good}\nexpect within 1h`)).toEqual([
      expect.stringMatching(/^unmet: it took 3 h/),
    ]);
  });

  test("an obligation that is kept late", () => {
    const late = `${good}\nfault file_receipt answers late after 26h`;
    expect(verdicts("juice", `${good}\nexpect breached receipts`)).toEqual([
      "unmet: what it asks for was done in time",
    ]);
    expect(verdicts("juice", `${late}\nexpect breached receipts`)).toEqual(["met"]);
  });
});

test("members of a pool are of all the kinds that a run may ask for", () => {
  const farm = `
module farm.builds
type Os = linux | mac | windows
type Bits = wide | narrow
type Runner { id: String, online: Bool, os: Os, bits: Bits }
resource runners: Runner x 6 { at cloud  lease 2h }
tool build(runner: String) -> String { effect pure  latency <= 5m  ensures result == runner }
plan build_on(os: Os, bits: Bits) -> String {
  with runner = runners where runner.online and runner.os == os and runner.bits == bits wait 10m for 1h {
    step built = build(runner: runner.id)
  } else {
    fail "There is none"
  }
  return built
}
`;
  const on = (os: string, bits: string): string =>
    `scenario "on ${os}, ${bits}" for build_on {\n  given os = ${os}\n  given bits = ${bits}\n  expect completed\n}\n`;
  const all = ["linux", "mac", "windows"].flatMap((os) => [on(os, "wide"), on(os, "narrow")]);
  const played = playedText(`${farm}${all.join("")}`);
  expect(played.flatMap((one) => one.played.expectations.map(({ status }) => status))).toEqual(
    all.map(() => "met"),
  );
});
