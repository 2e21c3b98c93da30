/** Rules of the semantics that are about whole programs: each is compiled from its text, and played where it runs. */
import {
  type Behaviour,
  type SimulatedRun,
  type SimulatedWorld,
  simulate,
  verify,
} from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { compiled, planOf } from "./program.ts";

const shop = `
module shop.orders
import std.people { Approval, supervisor }
service refund(order: Int) { effect idempotent  latency <= 5s }
service unpack(order: Int) { effect idempotent  latency <= 5s }
service was_paid(order: Int) -> Done<Int> { effect pure  latency <= 5s }
service charge(order: Int) -> Int { effect once  latency <= 10s  irreversible because "Money is money" }
service charge_safely(order: Int) -> Int {
  effect once  latency <= 10s
  confirm was_paid(order)  undo refund(order)
}
service pack(order: Int) -> Int { effect idempotent  latency <= 10s  undo unpack(order) }
service note(order: Int, says: String) { effect idempotent  latency <= 5s }
tool weigh(order: Int) -> Int { effect pure  cost <= $0.10  latency <= 10s }
tool guess(order: Int) -> Int { effect pure  cost <= $0.10  latency <= 10s }
human look(order: Int) -> Approval { ask supervisor  show "Fine?" }
`;

const programOf = (body: string): string => `${shop}\n${body}\n`;
const codes = (text: string): readonly string[] =>
  compiled(programOf(text)).diagnostics.flatMap(({ code, severity }) => (severity === "error" ? [code] : []));
const fails = (name: "transient" | "permanent") => (): Behaviour => ({ fails: name });

function play(body: string, world: SimulatedWorld = {}, entry = "shop.orders.main"): SimulatedRun {
  return simulate(planOf(programOf(body), entry), { input: { order: 7 }, ...world });
}

/** What began, by the last part of its capability's name. */
function begun({ events }: SimulatedRun): readonly string[] {
  return events.flatMap((event) =>
    event.t === "Began" ? [event.capability.slice(event.capability.lastIndexOf(".") + 1)] : [],
  );
}

describe("what may be done once only is not put where it could be done twice (rule 22)", () => {
  test.each([
    ["in a race", "step a = first of { charge(order), weigh(order) }"],
    ["in a quorum", "step a = quorum 2 of { charge(order), weigh(order), guess(order) }"],
    ["with retries and nobody to ask", "step a = charge(order) { retry 1 }"],
    ["in front of a handler", "step a = charge(order) else weigh(order)"],
  ])("%s it is refused", (_, body) => {
    expect(codes(`plan main(order: Int) { ${body} }`)).toHaveLength(1);
  });

  test("with a confirm it may be retried and have a handler", () => {
    expect(
      codes("plan main(order: Int) { step a = charge_safely(order) { retry 1 } else weigh(order) }"),
    ).toEqual([]);
  });
});

test("first retries, then handlers, then the next plan, with what it has no use for undone, and finally last (rule 25)", () => {
  const body = `
goal sent(order: Int) -> Int { optimize comfort }
plan by_weight(order: Int) -> Int achieves sent {
  step box  = pack(order)
  step heft = weigh(box) { retry 1 every 1s } else guess(box) { retry 1 every 1s }
  return heft
  finally { step told = note(order, says: "first") }
}
plan by_hand(order: Int) -> Int achieves sent {
  step paid = charge_safely(order)
  step bad  = guess(paid)
  return bad
  finally { step told = note(order, says: "second") }
}`;
  const run = play(
    body,
    { answers: { "shop.orders.weigh": fails("transient"), "shop.orders.guess": fails("transient") } },
    "shop.orders.sent",
  );
  expect(begun(run)).toEqual([
    ...["pack", "weigh", "weigh", "guess", "guess"],
    ...["unpack", "note", "charge_safely", "guess", "refund", "note"],
  ]);
  expect(run.state.closed?.outcome.status).toBe("failed");
});

describe("a proof names what it assumes, and a run in which that fails says so (rule 37)", () => {
  const text = "plan main(order: Int) { step a = weigh(order) }\nguardrail cheap { cost <= $0.20 }";

  test("declared bounds, and one death of the process", () => {
    const { obligations } = planOf(programOf(text), "shop.orders.main").plan;
    expect(obligations.map(({ verdict, assumes }) => [verdict, assumes])).toEqual([
      ["proved", ["declared bounds kept", "process deaths within limit", "nothing in doubt"]],
    ]);
    const death = { moment: "during" as const, step: { capability: "shop.orders.weigh" } };
    const once = play(text, { deaths: [death] });
    expect(once.events.map(({ t }) => t)).toContain("Dispatched");
    expect(once.state.closed?.outcome.status).toBe("completed");
    // A second one costs what nobody accounted for: the journal says so, and the gate holds the limit anyway.
    const twice = play(text, { deaths: [death, death] });
    expect(twice.events.filter(({ t }) => t === "Lost")).toHaveLength(2);
    expect(twice.state.closed?.outcome.failure?.class).toBe("budget");
  });
});

describe("a rule that is checked is checked where it restrains (rule 39)", () => {
  const body = `
plan main(order: Int, rush: Bool) {
  when not rush { step ok = look(order) { timeout 1d } }
  step sent = pack(order) { after ok }
}
guardrail seen { look completed before pack }`;

  test("at the gate of the right-hand action, and nowhere else", () => {
    const { obligations } = planOf(programOf(body), "shop.orders.main").plan;
    expect(obligations.map(({ rule, verdict, nodes }) => [rule, verdict, nodes])).toContainEqual([
      "seen",
      "checked",
      ["shop.orders.main/sent"],
    ]);
  });

  test("a check that fails denies the step, and is in the journal", () => {
    const rushed = play(body, { input: { order: 7, rush: true } });
    expect(begun(rushed)).toEqual([]);
    const settled = rushed.events.find((event) => event.t === "Settled" && event.call.node === "sent");
    expect(settled).toMatchObject({ failure: { class: "denied" }, checks: [{ holds: false }] });
    expect(begun(play(body, { input: { order: 7, rush: false } }))).toEqual(["pack"]);
  });
});

test("what a model made of a stranger's words is trusted when a person has granted that very value (rule 49)", () => {
  const mail = (then: string): string => `
agent read(text: String @untrusted) -> { address: String, name: String } { effect pure  latency <= 10s }
human sure(address: String) -> Approval { ask supervisor  show "Send to \${address}?" }
service send(address: String trusted) { effect idempotent  latency <= 5s }
plan main(text: String @untrusted) {
  step found = read(text)
  ${then}
}`;
  expect(codes(mail("step sent = send(found.address)"))).toEqual(["ORCH3502"]);
  const asked = "step ok = sure(found.address) { timeout 1d }";
  expect(codes(mail(`${asked}  when ok.granted { step sent = send(found.address) }`))).toEqual([]);
  expect(codes(mail(`${asked}  when ok.granted { step sent = send(found.name) }`))).toEqual(["ORCH3502"]);
});

test("how long something takes may tell of what is personal, and nothing is said of it (rule 51)", () => {
  const body = `
service tell(order: Int) { effect idempotent  latency <= 5s  clearance public }
plan main(order: Int @public, ill: Bool @personal) {
  wait if ill then 2h else 1h
  step told = tell(order)
}`;
  expect(codes(body)).toEqual([]);
  // That it happens at all is something else.
  expect(codes(body.replace("step told = tell(order)", "when ill { step told = tell(order) }"))).toEqual([
    "ORCH3501",
  ]);
});

test("what control knows may deny and limit, and never allows what the plan does not (rule 56)", () => {
  const scoped = `
service mail(order: Int) { effect idempotent  latency <= 5s  scope "mail" }
flag calm = true
policy quiet { on mail  deny when not calm }
plan main(order: Int) { step sent = mail(order) }`;
  const world = { flags: [], answers: {} };
  const asked = (consents: readonly string[], calm: boolean): string | undefined =>
    play(scoped, {
      ...world,
      user: { id: "ada", roles: [], consents },
      readings: { "shop.orders.calm": calm },
    }).state.closed?.outcome.failure?.class;
  expect([asked(["mail"], true), asked(["mail"], false), asked([], true)]).toEqual([
    undefined,
    "denied",
    "denied",
  ]);
});

describe("faults", () => {
  const two = "plan main(order: Int) { step a = pack(order)  step b = charge_safely(a) }";
  const lost = (run: SimulatedRun): readonly string[] =>
    run.events.flatMap((event) => {
      if (event.t !== "Lost") return [];
      const intent = run.state.intents.get(event.key)?.intent;
      return [intent?.call.node ?? ""];
    });

  test("are placed by what they mean, so that one stays where it is when another is taken away (rule 57)", () => {
    const at = (capability: string) => ({
      moment: "during" as const,
      step: { capability: `shop.orders.${capability}` },
    });
    expect(lost(play(two, { deaths: [at("pack"), at("charge_safely")] }))).toEqual(["a", "b"]);
    expect(lost(play(two, { deaths: [at("charge_safely")] }))).toEqual(["b"]);
    // Whether it had reached the world is part of the place: nobody can ask what became of this one.
    const paid = "plan main(order: Int) { step a = charge(order) }";
    const dies = (moment: "before" | "during"): SimulatedRun =>
      play(paid, { deaths: [{ moment, step: { capability: "shop.orders.charge" } }] });
    expect([dies("before").done.size, dies("during").done.size]).toEqual([0, 1]);
  });

  test("every set of up to k is tried, and it is said how far that went (rule 58)", () => {
    const file = planOf(programOf(two), "shop.orders.main");
    const one = verify(file, undefined, { faults: 1 });
    const both = verify(file, undefined, { faults: 2 });
    expect([one.exhaustive, both.exhaustive]).toEqual([true, true]);
    expect(both.counted.faultSets).toBeGreaterThan(one.counted.faultSets);
    expect(verify(file, undefined, { faults: 2, runs: { exhaustive: 5 } }).exhaustive).toBe(false);
  });

  test("orders are tried where they can matter, and only there (rule 59)", () => {
    const orders = (body: string): number =>
      verify(planOf(programOf(body), "shop.orders.main"), undefined, { faults: 0 }).counted.orders;
    const beside = "plan main(order: Int) { step a = weigh(order)  step b = guess(order) }";
    expect(orders(beside)).toBe(1);
    expect(
      orders("plan main(order: Int) -> Int { step a = first of { weigh(order), guess(order) }  return a }"),
    ).toBeGreaterThan(1);
  });

  test("a run that waits for nobody who has a name is told of (rule 60)", () => {
    const text = programOf(
      "plan main(order: Int) { step ok = look(order)  step box = pack(order) { after ok } }",
    );
    // A person is named: that is no fault, however long it takes.
    expect(verify(planOf(text, "shop.orders.main"), undefined, { faults: 1 }).violations).toEqual([]);
    const pooled = `
type Van { id: String, big: Bool }
resource vans: Van x 1 { at edge  lease 1h }
plan main(order: Int) { with van = vans where van.big for 10m { step box = pack(order) } }`;
    const found = verify(planOf(programOf(pooled), "shop.orders.main"), undefined, { faults: 0 });
    expect(found.violations.map(({ violation }) => violation.says)).toEqual([
      "with@1 waits for a member of vans for ever.",
    ]);
  });
});
