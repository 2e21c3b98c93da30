import type { Dice } from "../dice.ts";

/** How much there may be, and which plans may be called. */
interface Room {
  readonly statements: number;
  readonly called: readonly string[];
  /** Statements that contain others stand in so many of them. */
  readonly depth?: number;
  /** Set if members of the pool are held here. */
  readonly holds?: true;
}

/** The statements of a plan, a line each. `prefix`: of the names of its steps. */
export function drawBody(dice: Dice, room: Room, prefix: string): string {
  const pad = "  ".repeat((room.depth ?? 0) + 1);
  const lines = Array.from({ length: room.statements }, (_, at) =>
    statement(dice, room, `${prefix}${at + 1}`),
  );
  return lines.map((line) => `${pad}${line.replaceAll("\n", `\n${pad}`)}\n`).join("");
}

/** None that is a sum of others, so that what has nothing to do with one another rarely comes at the same moment. */
function time(dice: Dice): string {
  return dice.one(["17s", "41s", "83s", "131s", "211s", "307s"]);
}

export function drawCondition(dice: Dice): string {
  return dice.one(["hot", "high", "not hot", "level > 2", "hot and level < 5", "bad", "seen", "near(left)"]);
}

type Form = (dice: Dice, id: string, room: Room) => string;

function statement(dice: Dice, room: Room, id: string): string {
  const isInner = (room.depth ?? 0) > 1 || id.length > 7;
  return dice.one(isInner ? plain : [...plain, ...nested, ...nested])(dice, id, room);
}

function whereOf(dice: Dice): string {
  return dice.one(["", "", " where event.k == k", " where event.n > 2"]);
}

const waitForEvent: Form = (dice, id) => {
  const event = dice.one(["a", "b", "c", "ab"]);
  const otherwise = dice.chance(0.15) ? " else { yield { k: k, n: 0 } }" : "";
  return `step ${id} = wait for ${dice.chance(0.25) ? "next " : ""}event ${event}${whereOf(dice)} within ${time(dice)}${otherwise}`;
};

const waitUntil: Form = (dice, id) =>
  `step ${id} = wait until ${drawCondition(dice)}${dice.chance(0.3) ? " for 20s" : ""} within ${time(dice)}`;

const person: Form = (dice, id) => {
  const otherwise = dice.chance(0.4) ? " else { yield { granted: false } }" : "";
  const anew = dice.chance(0.2) ? "  accept it.granted  attempts 2" : "";
  return `step ${id} = ${dice.one(["ok", "ok", "both", "other"])}(k) { timeout ${time(dice)}${anew} }${otherwise}`;
};

const plain: readonly Form[] = [
  call,
  call,
  call,
  call,
  waitForEvent,
  (dice, id) => `step ${id} = wait for event b where event.k == k within ${time(dice)}`,
  waitUntil,
  (dice) => `wait ${time(dice)}`,
  () => "emit c(k: k, n: n)",
  person,
  (dice, id, room) => (room.called.length === 0 ? call(dice, id, room) : callPlan(dice, id, room)),
];

/** The text within braces. */
function inner(dice: Dice, id: string, room: Room, most = 2): string {
  const within = { ...room, statements: dice.within(1, most), depth: (room.depth ?? 0) + 1 };
  const body = drawBody(dice, within, `${id}x`);
  const pad = "  ".repeat(within.depth);
  return `{\n${body.replaceAll(new RegExp(`^${pad}`, "gm"), "  ")}}`;
}

const nested: readonly Form[] = [
  (dice, id, room) => {
    const otherwise = dice.chance(0.5) ? ` else ${inner(dice, `${id}e`, room)}` : "";
    if (room.holds) return call(dice, id, room);
    const held = inner(dice, id, { ...room, holds: true });
    const which = dice.one(["", "", "", ` where ${id}m.id != "bays[1]"`]);
    return `with ${id}m = bays${which}${dice.chance(0.2) ? " at cost, latency" : ""}${dice.chance(0.25) ? ` from now + ${time(dice)}` : ""} wait ${time(dice)} for ${dice.one(["1m", "2m", "59s"])} ${held}${otherwise}`;
  },
  (dice, id, room) => {
    const otherwise = dice.chance(0.3) ? ` else ${inner(dice, `${id}e`, room)}` : "";
    return `when ${dice.one(["n > 2", "n > 4", 'k == "x"', "hot", "high"])} ${inner(dice, id, room)}${otherwise}`;
  },
  (dice) => `when n > ${dice.within(3, 6)} { fail ${dice.one(["", "busy "])}"too many" }`,
  (dice, id, room) =>
    `match k {\n  "x" ${inner(dice, `${id}a`, room)}\n  else ${inner(dice, `${id}b`, room)}\n}`,
  (dice, id, room) => {
    const condition = `${id}c`;
    return `let ${condition} = n * 2 - 1\nwhen ${condition} > ${dice.within(2, 7)} ${inner(dice, id, room)}`;
  },
  (dice, id) => {
    const most = dice.one(["", "2 "]);
    return `step ${id} = first ${most}of for ${id}i in [1, 2, 3] { step ${id}z = ${dice.one(["look", "idem"])}(k, ${id}i)  yield ${id}z }`;
  },
  (dice, id, room) => `sequence ${inner(dice, id, room)}`,
  race,
  race,
  (dice, id, room) => {
    const where = dice.one(["", " where event.k == k", " where event.n > 2"]);
    const otherwise = dice.chance(0.8) ? ` ${inner(dice, `${id}e`, room)}` : "";
    const work = inner(dice, id, room);
    return `step ${id} = do ${work} until ${dice.chance(0.2) ? "next " : ""}event ${dice.one(["a", "b"])}${where}${otherwise}`;
  },
  eachEvent,
  eachEvent,
  (dice, id, room) => {
    const least = dice.chance(0.3) ? " { optional up to 50% }" : "";
    const atOnce = dice.chance(0.6) ? ` at once ${dice.within(1, 2)}` : "";
    return `step ${id} = for ${id}i in [1, 2, 3]${atOnce} ${inner(dice, id, room)}${least}`;
  },
  (dice, id) => {
    const wait = dice.chance(0.5) ? `  step ${id}w = wait for event a within ${time(dice)}\n` : "";
    const handled = dice.chance(0.5) ? " else when error == exhausted { yield 0 }" : "";
    return `step ${id} = for ${id}v from n up to ${dice.within(1, 3)} until ${id}v > ${dice.within(3, 6)} {\n${wait}  step ${id}z = look(k, ${id}v)\n  yield ${id}z\n}${handled}`;
  },
];

function eachEvent(dice: Dice, id: string, room: Room): string {
  const event = dice.one(["a", "b", "c"]);
  const where = dice.one(["", ` where ${id}v.k == k`, ` where ${id}v.n > 2`]);
  return `step ${id} = for ${id}v in event ${event}${where} up to ${dice.within(1, 3)} within ${time(dice)} ${inner(dice, id, room)}`;
}

const racers: readonly ((dice: Dice) => string)[] = [
  () => "look(k, n)",
  () => "idem(k, n)",
  (dice) => `idem(k, n) { retry 1 every ${dice.one(["1s", "7s"])} }`,
  (dice) => `wait for event b where event.k == k within ${time(dice)}`,
  (dice) => `wait ${dice.one(["5s", "17s", "41s"])}`,
  (dice) => `ok(k) { timeout ${time(dice)} }`,
];

function race(dice: Dice, id: string): string {
  const names = ["l", "r", "t"].slice(0, dice.within(2, 3));
  const branches = names.map((name) => `${id}${name} = ${dice.one(racers)(dice)}`);
  const losers = dice.chance(0.2) ? " { losers finish }" : "";
  if (dice.chance(0.15))
    return `step ${id} = quorum 2 of { look(k, n), look(k, n), look(k, 1) } else { yield 0 }`;
  return `step ${id} = first ${dice.chance(0.2) ? "2 " : ""}of { ${branches.join("  ")} }${losers}`;
}

function callPlan(dice: Dice, id: string, { called }: Room): string {
  const retry = dice.chance(0.3) ? ` { retry ${dice.within(1, 2)} every ${dice.one(["1s", "13s"])} }` : "";
  const otherwise = dice.chance(0.4) ? " else { yield 1 }" : "";
  return `step ${id} = ${dice.one(called)}(k, n)${retry}${otherwise}`;
}

function call(dice: Dice, id: string, { holds }: Room): string {
  const callee = dice.one(["look", "idem", "idem", "given", "once", "mail"]);
  const second = dice.one(["n", "n", "n", "n + 1", "1"]);
  const options: string[] = [];
  if (callee !== "mail" && dice.chance(0.35))
    options.push(
      `retry ${dice.within(1, 3)} ${dice.one(["every 1s", "every 7s", "every 13s", "backoff 2s..11s"])}${callee === "idem" && dice.chance(0.3) ? " when error == full" : ""}`,
    );
  if (dice.chance(0.3)) options.push(`timeout ${dice.one(["4s", "11s"])}`);
  if (callee !== "mail" && dice.chance(0.15)) options.push(`accept it > ${dice.within(0, 3)}`);
  if (callee === "look" && dice.chance(0.15)) options.push("attempts 2 every 3s");
  if (callee === "look" && dice.chance(0.15)) options.push("cache 1m");
  if ((callee === "look" || callee === "idem") && dice.chance(0.15))
    options.push(`while ${drawCondition(dice)}`);
  if (dice.chance(0.1)) options.push("optional");
  if (dice.chance(0.05)) options.push("priority high");
  const given = options.length === 0 ? "" : ` { ${options.join("  ")} }`;
  const using = !holds && dice.chance(0.1) ? ` using bays wait ${time(dice)}` : "";
  return `step ${id} = ${callee}(k, ${second})${using}${given}${dice.chance(0.25) ? insteadOf(dice, callee) : ""}`;
}

function insteadOf(dice: Dice, callee: string): string {
  if (callee === "mail") return "";
  if (callee === "idem" && dice.chance(0.5)) return " else when error == full { yield 1 }";
  return dice.one([
    " else { yield 1 }",
    " else look(k, 2)",
    " else idem(k, 3) else { yield 2 }",
    ' else { fail "no" }',
  ]);
}
