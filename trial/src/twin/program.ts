import type { Dice } from "../dice.ts";
import { drawBody, drawCondition } from "./statements.ts";

/* Small programs about what starts runs and what runs of one program share: events, conditions, ends of runs, pools, limits. */

/** The same for the same dice. Not every one compiles. */
export function drawTwin(dice: Dice): string {
  const plans = Array.from({ length: dice.within(1, 3) }, (_, at) => `p${at + 1}`);
  const goal = dice.chance(0.25);
  const targets = goal ? [...plans, "g"] : plans;
  const called = [...(dice.chance(0.35) ? ["q"] : []), ...(goal && dice.chance(0.5) ? ["g"] : [])];
  const bodies = plans.map((name) => planOf(dice, name, called));
  const count = dice.within(1, 4);
  const triggers = Array.from({ length: count }, (_, at) => drawTrigger(dice, `t${at + 1}`, targets));
  return [
    world(dice),
    ...(called.includes("q") ? [planOf(dice, "q", [])] : []),
    ...bodies,
    ...(goal ? goalOf(dice) : []),
    ...rules(dice),
    ...triggers,
    "",
  ].join("\n");
}

function world(dice: Dice): string {
  const dedupe = (): string => dice.one(["", "", "  dedupe 40s by k", "  dedupe 25s"]);
  const late = dice.chance(0.4) ? "  late up to 20s" : "";
  const where = dice.chance(0.2) ? "  where x.n > 1" : "";
  const hold = dice.chance(0.4) ? " { hold 30s }" : "";
  const lease = dice.chance(0.5) ? "1h" : "2m";
  const urgent = dice.chance(0.2) ? "  priority high" : "";
  return `module m
import std.people { Approval }
role boss
type Bay { id: String }
type Zone = left | right
resource spare: Bay x 1 { at edge  lease ${lease} }
resource bays: Bay x ${dice.within(1, 2)} { at edge  lease ${lease}${dice.chance(0.2) ? "  overflow spare" : ""} }
event a(k: String, n: Int) { from door${dedupe()} }
event b(k: String, n: Int) { from door${dedupe()}${urgent} }
event c(k: String, n: Int) { from door }
fusion ab(k: String, n: Int) { join a as x, b as y  within 2m  by x.k${where}${late}  emit { k: x.k, n: y.n } }
signal hot: Bool { from s.hot }
signal level: Int { from s.level }
signal seen: Bool { from s.one, s.two  fuse ${dice.one(["any", "all", "latest", "majority"])} }
signal warm(z: Zone): Bool { from s.warm }
flag near(z: Zone) = warm(z)${hold}
flag high = level > 3${hold}
flag bad = high or hot
human ok(k: String) -> Approval { ask boss  show "ok \${k}?" }
human other(k: String) -> Approval { ask boss where user.id != "boss-1"  show "other \${k}?" }
human both(k: String) -> Approval { ask boss x 2  show "both \${k}?" }
tool look(k: String, n: Int) -> Int { effect pure  latency <= 6s  run http get "https://x.example/look" }
service off(k: String) { effect idempotent  latency <= 3s  run http post "https://x.example/off" }
service idem(k: String, n: Int) -> Int { effect idempotent  latency <= 9s  fails full${dice.chance(0.3) ? "  cost <= $2" : ""}  undo off(k: k)  run http post "https://x.example/idem" }
service given(k: String, n: Int) -> Int { effect idempotent  latency <= 9s  scope "m.given"  undo off(k: "\${result}")  run http post "https://x.example/given" }
tool sent(k: String) -> Done<Int> { effect pure  latency <= 4s  run http get "https://x.example/sent" }
service once(k: String, n: Int) -> Int { effect once  latency <= 9s  confirm sent(k)  undo off(k: k)  run http post "https://x.example/once" }
service mail(k: String, n: Int) { effect once  latency <= 9s  irreversible because "sent"  run http post "https://x.example/mail" }`;
}

function goalOf(dice: Dice): readonly string[] {
  const ways = ["one", "two"].map(
    (name) =>
      `plan ${name}(k: String, n: Int) -> Int achieves g {\n  fails busy\n${drawBody(dice, { statements: 2, called: [] }, "w")}  return n\n}`,
  );
  const success = dice.chance(0.4) ? `  success "few" when result < ${dice.within(2, 6)}\n` : "";
  const budget = dice.chance(0.3) ? `  budget cost <= $${dice.within(4, 40)}\n` : "";
  const aim = dice.chance(0.3)
    ? `  optimize ${dice.one(["cost", "latency", "comfort", "privacy", "balanced"])}\n`
    : "";
  return [`goal g(k: String, n: Int) -> Int {\n  fails busy\n${success}${budget}${aim}}`, ...ways];
}

function planOf(dice: Dice, name: string, called: readonly string[]): string {
  const clauses: string[] = ["  fails busy"];
  if (dice.chance(0.15)) clauses.push("  priority high");
  if (dice.chance(0.1)) clauses.push(`  while ${drawCondition(dice)}`);
  if (dice.chance(0.25)) clauses.push(`  timeout ${dice.one(["31s", "97s", "7m"])}`);
  if (name !== "q" && dice.chance(0.3)) clauses.push(`  overlap ${drawOverlap(dice, "k")}`);
  const body = drawBody(dice, { statements: dice.within(1, 5), called }, "s");
  const last = dice.chance(0.2) ? `  finally {\n${dice.one(lasts)}  }\n` : "";
  return `plan ${name}(k: String, n: Int) -> Int {\n${clauses.map((one) => `${one}\n`).join("")}${body}  return n\n${last}}`;
}

const lasts = [
  "    step z = off(k)\n",
  "    when outcome.status == failed { step z = off(k) }\n",
  "    emit c(k: k, n: n)\n",
];

function drawOverlap(dice: Dice, by: string): string {
  const most = dice.chance(0.3) ? ` up to ${dice.within(1, 3)}` : "";
  return `${dice.one(["skip", "queue", "replace", "allow"])}${dice.chance(0.4) ? ` by ${by}` : ""}${most}`;
}

/** Policies and guardrails: what runs share, what control is asked about, and what a run checks by itself. */
function rules(dice: Dice): readonly string[] {
  const results: string[] = [];
  if (dice.chance(0.3)) {
    const by = dice.chance(0.5) ? " by args.k" : "";
    results.push(`policy often : cost blocking { on idem  limit ${dice.within(1, 3)} per 5m${by} }`);
  }
  if (dice.chance(0.2)) {
    const when = dice.one(["hot", "high", "level > 4", "bad and args.n > 2"]);
    const severity = dice.one(["blocking", "blocking", "warning"]);
    results.push(
      `policy care : safety ${severity} { on ${dice.one(["idem", "idem, once", "look", "given"])}  deny when ${when} because "care" }`,
    );
  }
  if (dice.chance(0.1))
    results.push(
      `policy only : safety blocking { on ${dice.one(["look", "once"])}  allow when level < 5 or args.n > 3 }`,
    );
  if (dice.chance(0.1))
    results.push(
      `policy asks : people blocking { on given  require approval by boss within ${dice.one(["41s", "2m"])} }`,
    );
  if (dice.chance(0.1)) results.push(`guardrail few : money blocking { at most ${dice.within(1, 3)} idem }`);
  if (dice.chance(0.25)) {
    const when = dice.one(["hot", "high", "level > 4", "now.minute < 2", "bad and now.minute < 5"]);
    results.push(
      `policy later : time blocking { on ${dice.one(["idem", "idem, once", "look", "given"])}  defer when ${when} within ${dice.one(["20s", "3m", "1h"])} because "later" }`,
    );
  }
  if (dice.chance(0.1))
    results.push('policy agreed : privacy blocking { on given  require consent "m.given" }');
  if (dice.chance(0.1)) results.push("policy noted : notes informational { on any  record step.capability }");
  if (dice.chance(0.05)) results.push("guardrail cool : heat blocking { never idem when hot }");
  if (dice.chance(0.05))
    results.push(`guardrail quick : time blocking { latency <= ${dice.one(["61s", "3m", "9m"])} }`);
  if (dice.chance(0.05))
    results.push("guardrail cleaned : order blocking { every mail followed by off within 2m }");
  if (dice.chance(0.05)) results.push("guardrail looked : order blocking { look before given }");
  return results;
}

/** A trigger that starts one of the targets. */
function drawTrigger(dice: Dice, name: string, targets: readonly string[]): string {
  const target = dice.one(targets);
  const source = dice.one(sources)(dice, targets);
  const clauses = [`on ${source.on}`, `start ${target}(k: ${source.k}, n: ${source.n})`];
  if (dice.chance(0.2)) clauses.push(`when ${drawCondition(dice)}`);
  if (dice.chance(0.15)) clauses.push(`debounce 50s${source.k.startsWith("event") ? " by event.k" : ""}`);
  if (dice.chance(0.15)) clauses.push("throttle 2 per 3m");
  if (dice.chance(0.15)) clauses.push("priority high");
  if (dice.chance(0.6)) clauses.push(`overlap ${drawOverlap(dice, source.k)}`);
  if (source.isTimed === true && dice.chance(0.4))
    clauses.push(`missed ${dice.one(["skip", "once", "all"])}`);
  const family = source.of === undefined ? "" : ` for z in ${source.of}`;
  return `trigger ${name}${family} { ${clauses.join("  ")} }`;
}

interface Cause {
  readonly on: string;
  readonly k: string;
  readonly n: string;
  readonly isTimed?: true;
  /** The members that a family is declared for. */
  readonly of?: string;
}

const sources = [byEvent, byEvent, byEvent, byTime, byChange, byFamily, byRequest, byOutcome, byOutcome];

function byEvent(dice: Dice): Cause {
  const event = dice.one(["a", "a", "b", "c", "ab"]);
  const where = dice.one(["", "", " where event.n > 2", ' where event.k == "x"']);
  return { on: `event ${event}${where}`, k: "event.k", n: "event.n" };
}

function byTime(dice: Dice): Cause {
  return {
    on: dice.one([
      "every 7m",
      "every 4m",
      'schedule "*/5 * * * *"',
      'schedule "1-59/4 * * * *" in "Europe/Vienna"',
    ]),
    k: '"x"',
    n: `${dice.within(1, 6)}`,
    isTimed: true,
  };
}

function byChange(dice: Dice): Cause {
  return {
    on: `change ${drawCondition(dice)}${dice.chance(0.4) ? " for 25s" : ""}`,
    k: '"x"',
    n: `${dice.within(1, 6)}`,
  };
}

function byFamily(dice: Dice): Cause {
  const flag = dice.one(["warm(z)", "near(z)", "not warm(z)"]);
  return { on: `change ${flag}`, k: '"x"', n: `${dice.within(1, 6)}`, of: "Zone" };
}

function byRequest(dice: Dice): Cause {
  return { on: 'request "m/please"', k: dice.one(['"x"', '"y"']), n: `${dice.within(1, 6)}` };
}

function byOutcome(dice: Dice, targets: readonly string[]): Cause {
  const of = dice.one(targets);
  const outcome = dice.one(["completed", "failed", "failed", "cancelled", "attention", "attention"]);
  return { on: `${outcome} ${of}`, k: '"y"', n: outcome === "completed" ? "result" : `${dice.within(1, 6)}` };
}
