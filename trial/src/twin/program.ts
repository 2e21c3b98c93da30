import type { Dice } from "../dice.ts";

/* Small programs about what starts runs and what runs of one program share: events, conditions, ends of runs, pools, limits. */

/** The same for the same dice. Not every one compiles. */
export function drawTwin(dice: Dice): string {
  const plans = Array.from({ length: dice.within(1, 3) }, (_, at) => `p${at + 1}`);
  const goal = dice.chance(0.25);
  const targets = goal ? [...plans, "g"] : plans;
  const bodies = plans.map((name) => planOf(dice, name));
  const count = dice.within(1, 4);
  const triggers = Array.from({ length: count }, (_, at) => triggerOf(dice, `t${at + 1}`, targets));
  const limits = dice.chance(0.3)
    ? [`policy often : cost blocking { on idem  limit ${dice.within(1, 3)} per 5m }`]
    : [];
  return [world(dice), ...bodies, ...(goal ? goalOf(dice) : []), ...limits, ...triggers, ""].join("\n");
}

function world(dice: Dice): string {
  const dedupe = dice.chance(0.3) ? "  dedupe 40s by k" : "";
  const late = dice.chance(0.4) ? "  late up to 20s" : "";
  const hold = dice.chance(0.4) ? " { hold 30s }" : "";
  const lease = dice.chance(0.5) ? "1h" : "2m";
  return `module m
import std.people { Approval }
role boss
type Bay { id: String }
resource bays: Bay x ${dice.within(1, 2)} { at edge  lease ${lease} }
event a(k: String, n: Int) { from door${dedupe} }
event b(k: String, n: Int) { from door }
event c(k: String, n: Int) { from door }
fusion ab(k: String, n: Int) { join a as x, b as y  within 2m  by x.k${late}  emit { k: x.k, n: y.n } }
signal hot: Bool { from s.hot }
signal level: Int { from s.level }
flag high = level > 3${hold}
human ok(k: String) -> Approval { ask boss  show "ok \${k}?" }
tool look(k: String, n: Int) -> Int { effect pure  latency <= 6s  run http get "https://x.example/look" }
service off(k: String) { effect idempotent  latency <= 3s  run http post "https://x.example/off" }
service idem(k: String, n: Int) -> Int { effect idempotent  latency <= 9s  fails full  undo off(k: k)  run http post "https://x.example/idem" }
service given(k: String, n: Int) -> Int { effect idempotent  latency <= 9s  undo off(k: "\${result}")  run http post "https://x.example/given" }
tool sent(k: String) -> Done<Int> { effect pure  latency <= 4s  run http get "https://x.example/sent" }
service once(k: String, n: Int) -> Int { effect once  latency <= 9s  confirm sent(k)  undo off(k: k)  run http post "https://x.example/once" }
service mail(k: String, n: Int) { effect once  latency <= 9s  irreversible because "sent"  run http post "https://x.example/mail" }`;
}

function goalOf(dice: Dice): readonly string[] {
  const ways = ["one", "two"].map(
    (name) =>
      `plan ${name}(k: String, n: Int) -> Int achieves g {\n${block(dice, { depth: 1, left: 2 }, "w")}  return n\n}`,
  );
  const success = dice.chance(0.4) ? `  success "few" when result < ${dice.within(2, 6)}\n` : "";
  return [`goal g(k: String, n: Int) -> Int {\n${success}}`, ...ways];
}

function planOf(dice: Dice, name: string): string {
  const clauses: string[] = [];
  if (dice.chance(0.15)) clauses.push("  priority high");
  if (dice.chance(0.25)) clauses.push(`  timeout ${dice.one(["31s", "97s", "7m"])}`);
  if (dice.chance(0.3)) clauses.push(`  overlap ${overlap(dice, "k")}`);
  const body = block(dice, { depth: 0, left: dice.within(1, 5) }, "s");
  const last = dice.chance(0.15) ? `  finally { step z = off(k) }\n` : "";
  return `plan ${name}(k: String, n: Int) -> Int {\n${clauses.map((one) => `${one}\n`).join("")}${body}  return n\n${last}}`;
}

function overlap(dice: Dice, by: string): string {
  const most = dice.chance(0.3) ? ` up to ${dice.within(1, 3)}` : "";
  return `${dice.one(["skip", "queue", "replace", "allow"])}${dice.chance(0.3) ? ` by ${by}` : ""}${most}`;
}

interface Room {
  readonly depth: number;
  readonly left: number;
}

function block(dice: Dice, { depth, left }: Room, prefix: string): string {
  const pad = "  ".repeat(depth + 1);
  const lines = Array.from({ length: left }, (_, at) => statement(dice, depth, `${prefix}${at + 1}`));
  return lines.map((line) => `${pad}${line.replaceAll("\n", `\n${pad}`)}\n`).join("");
}

function statement(dice: Dice, depth: number, id: string): string {
  const inner = (): string => `{\n${block(dice, { depth: 0, left: dice.within(1, 2) }, `${id}x`)}}`;
  const plain = [
    () => call(dice, id),
    () => call(dice, id),
    () => call(dice, id),
    () =>
      `step ${id} = wait for ${dice.chance(0.25) ? "next " : ""}event ${dice.one(["a", "b", "c", "ab"])}${whereOf(dice)} within ${time(dice)}`,
    () => `step ${id} = wait for event b where event.k == k within ${time(dice)}`,
    () =>
      `step ${id} = wait until ${condition(dice)}${dice.chance(0.3) ? " for 20s" : ""} within ${time(dice)}`,
    () => `wait ${time(dice)}`,
    () => `emit c(k: k, n: n)`,
    () => `step ${id} = ok(k) { timeout ${time(dice)} }`,
  ];
  if (depth > 0 || id.length > 5) return dice.one(plain)();
  const nested = [
    () =>
      `with ${id}m = bays wait ${time(dice)} for ${dice.one(["1m", "2m", "59s"])} ${inner()}${dice.chance(0.5) ? ` else ${inner().replaceAll(`${id}x`, `${id}y`)}` : ""}`,
    () => `when ${dice.one(["n > 2", "n > 4", 'k == "x"'])} ${inner()}`,
    () => `when n > ${dice.within(3, 6)} { fail "too many" }`,
    () =>
      `step ${id} = first of { ${id}l = look(k, n)  ${id}r = wait for event b where event.k == k within ${time(dice)} }`,
  ];
  return dice.one([...plain, ...nested, ...nested])();
}

function whereOf(dice: Dice): string {
  return dice.one(["", "", " where event.k == k", " where event.n > 2"]);
}

function condition(dice: Dice): string {
  return dice.one(["hot", "high", "not hot", "level > 2", "hot and level < 5"]);
}

function call(dice: Dice, id: string): string {
  const callee = dice.one(["look", "idem", "idem", "given", "once", "mail"]);
  const options: string[] = [];
  if (callee !== "mail" && dice.chance(0.35))
    options.push(`retry ${dice.within(1, 3)} every ${dice.one(["1s", "7s", "13s"])}`);
  if (dice.chance(0.3)) options.push(`timeout ${dice.one(["4s", "11s"])}`);
  const given = options.length === 0 ? "" : ` { ${options.join("  ")} }`;
  const instead = callee === "look" && dice.chance(0.3) ? " else { yield 1 }" : "";
  const using = dice.chance(0.1) ? ` using bays wait ${time(dice)}` : "";
  return `step ${id} = ${callee}(k, n)${using}${given}${instead}`;
}

/** None that is a sum of others, so that what has nothing to do with one another rarely comes at the same moment. */
function time(dice: Dice): string {
  return dice.one(["17s", "41s", "83s", "131s", "211s", "307s"]);
}

function triggerOf(dice: Dice, name: string, targets: readonly string[]): string {
  const target = dice.one(targets);
  const source = dice.one([byEvent, byEvent, byEvent, byTime, byChange, byOutcome, byOutcome])(dice, targets);
  const clauses = [`on ${source.on}`, `start ${target}(k: ${source.k}, n: ${source.n})`];
  if (dice.chance(0.2)) clauses.push(`when ${condition(dice)}`);
  if (dice.chance(0.15)) clauses.push(`debounce 50s${source.k.startsWith("event") ? " by event.k" : ""}`);
  if (dice.chance(0.15)) clauses.push("throttle 2 per 3m");
  if (dice.chance(0.15)) clauses.push("priority high");
  if (dice.chance(0.6)) clauses.push(`overlap ${overlap(dice, source.k)}`);
  return `trigger ${name} { ${clauses.join("  ")} }`;
}

interface Cause {
  readonly on: string;
  readonly k: string;
  readonly n: string;
}

function byEvent(dice: Dice): Cause {
  const event = dice.one(["a", "a", "b", "c", "ab"]);
  const where = dice.one(["", "", " where event.n > 2", ' where event.k == "x"']);
  return { on: `event ${event}${where}`, k: "event.k", n: "event.n" };
}

function byTime(dice: Dice): Cause {
  return {
    on: dice.one(["every 7m", "every 4m", 'schedule "*/5 * * * *"']),
    k: '"x"',
    n: `${dice.within(1, 6)}`,
  };
}

function byChange(dice: Dice): Cause {
  return {
    on: `change ${condition(dice)}${dice.chance(0.4) ? " for 25s" : ""}`,
    k: '"x"',
    n: `${dice.within(1, 6)}`,
  };
}

function byOutcome(dice: Dice, targets: readonly string[]): Cause {
  const of = dice.one(targets);
  const outcome = dice.one(["completed", "failed", "failed", "cancelled", "attention"]);
  return { on: `${outcome} ${of}`, k: '"y"', n: outcome === "completed" ? "result" : `${dice.within(1, 6)}` };
}
