import { describe, expect, test } from "vitest";
import type { ControlEvent, ControlInput } from "../../src/control/events.ts";
import { wasAdmitted } from "../../src/control/evolve/history.ts";
import { controlMachine } from "../../src/control/machine.ts";
import { runIdOf } from "../../src/keys.ts";
import { limits } from "../../src/limits.ts";
import type { Task, ToControl, User } from "../../src/messages.ts";

const ada: User = { id: "ada", roles: ["lead"], consents: ["*"] };
const bob: User = { id: "bob", roles: ["lead"], consents: ["*"] };
const run = runIdOf("r1");
const task: Task = {
  key: "K",
  call: { routine: "main", site: { plan: 0, loops: [] }, node: "review", slot: "do" },
  capability: "approve",
  role: "lead",
  count: 1,
  show: "?",
  args: {},
};

/** Control with its journal; every input is given twice, since whoever sends may do so again. */
class Installation {
  state = controlMachine.empty;
  readonly events: ControlEvent[] = [];

  tell(input: ControlInput): readonly ControlEvent[] {
    const { events, state } = controlMachine.turn(null, this.state, input);
    this.state = state;
    this.events.push(...events);
    expect(controlMachine.decide(null, state, input)).toEqual([]);
    const folded = this.events.reduce(
      (sum, event, seq) => controlMachine.evolve(null, sum, event, seq),
      controlMachine.empty,
    );
    expect(JSON.stringify(folded)).toBe(JSON.stringify(state));
    return events;
  }

  request(request = "r1"): readonly ControlEvent[] {
    return this.tell({ t: "Requested", at: 1, request, plan: "sha256:0", entry: "main", by: ada });
  }

  hear(seq: number, ask: ToControl, prev?: number, ack = -1): readonly ControlEvent[] {
    return this.tell({
      t: "Heard",
      at: 2,
      from: { stream: `run/${run}`, seq, ...(prev === undefined ? {} : { prev }) },
      ack,
      ask,
    });
  }

  answer(
    id: string,
    by: User,
    value: ControlInput extends infer I ? (I extends { t: "Answer"; value: infer V } ? V : never) : never,
    seq = 7,
  ): readonly ControlEvent[] {
    return this.tell({ t: "Answer", at: 3, id, task: { stream: `run/${run}`, seq }, value, by });
  }
}

const kinds = (events: readonly ControlEvent[]): readonly string[] => events.map(({ t }) => t);

test("a run is asked for once, whatever how often (rule 8)", () => {
  const one = new Installation();
  expect(one.request()).toMatchObject([{ t: "Requested" }, { t: "Admitted", run }]);
  expect(run).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
  expect(controlMachine.command(null, one.state, one.events[1]!, 1)).toEqual({
    do: "start",
    run,
    plan: "sha256:0",
  });
  expect(controlMachine.pending(one.state)).toEqual([1]);
});

describe("messages (rule 7)", () => {
  test("taken right after the one before, never earlier, never twice", () => {
    const one = new Installation();
    one.request();
    const emit: ToControl = { ask: "emit", event: "e", fields: {} };
    const beyond: ControlInput = {
      t: "Heard",
      at: 2,
      from: { stream: `run/${run}`, seq: 9, prev: 7 },
      ack: -1,
      ask: emit,
    };
    expect(controlMachine.decide(null, one.state, beyond)).toEqual([]);
    expect(kinds(one.hear(7, emit))).toEqual(["Heard"]);
    expect(kinds(one.tell(beyond))).toEqual(["Heard"]);
    expect(one.state.marks.get(`run/${run}`)).toBe(9);
  });

  test("of runs that nobody admitted nothing is heard", () => {
    const one = new Installation();
    expect(one.hear(7, { ask: "task", task })).toEqual([]);
  });

  test("what it says is said again until the run has had it", () => {
    const one = new Installation();
    one.request();
    one.hear(7, { ask: "task", task });
    one.answer("a1", ada, true);
    const [said] = controlMachine.pending(one.state);
    expect(controlMachine.command(null, one.state, one.events[said!]!, said!)).toMatchObject({
      do: "send",
      to: run,
      body: { say: "answered", value: true },
    });
    one.hear(8, { ask: "emit", event: "e", fields: {} }, 7, said);
    expect(controlMachine.pending(one.state)).toEqual([]);
  });
});

describe("tasks", () => {
  const asked = (more: Partial<Task> = {}): Installation => {
    const one = new Installation();
    one.request();
    one.hear(7, { ask: "task", task: { ...task, ...more } });
    return one;
  };

  test("one a key", () => {
    const one = asked();
    expect(kinds(one.hear(8, { ask: "task", task }, 7))).toEqual(["Heard"]);
    expect(one.events.filter(({ t }) => t === "Opened")).toHaveLength(1);
  });

  test("the first answer counts; a later one goes back to its giver", () => {
    const one = asked();
    expect(kinds(one.answer("a1", ada, true))).toEqual(["Answer", "Answered"]);
    expect(one.answer("a2", bob, false).at(-1)).toMatchObject({
      t: "Refused",
      id: "a2",
      why: "it has been answered",
    });
  });

  test("only who may", () => {
    const one = asked();
    const stranger = { id: "eve", roles: ["clerk"], consents: [] };
    expect(one.answer("a1", stranger, true).at(-1)).toMatchObject({
      t: "Refused",
      why: "only somebody who is `lead` may answer",
    });
    const asking = asked({
      where: {
        op: "call",
        fn: "any.equal",
        args: [
          { op: "field", of: { op: "read", from: "context", name: "user" }, name: "id" },
          { op: "constant", value: "bob" },
        ],
      },
    });
    expect(asking.answer("a1", ada, true).at(-1)?.t).toBe("Refused");
    expect(asking.answer("a2", bob, true).at(-1)?.t).toBe("Answered");
  });

  test("two different people, or one who says no", () => {
    const two = asked({ count: 2 });
    expect(kinds(two.answer("a1", ada, { granted: true }))).toEqual(["Answer", "Signed"]);
    expect(two.answer("a2", ada, { granted: true }).at(-1)).toMatchObject({
      t: "Refused",
      why: "the same person may not answer twice",
    });
    expect(kinds(two.answer("a3", bob, { granted: true }))).toEqual(["Answer", "Answered"]);
    const no = asked({ count: 2 });
    expect(kinds(no.answer("a1", ada, { granted: false }))).toEqual(["Answer", "Answered"]);
  });

  test("withdrawn when the run asks no longer, and when it closes", () => {
    const one = asked();
    expect(kinds(one.hear(9, { ask: "cancel", ref: { stream: `run/${run}`, seq: 7 } }, 7))).toEqual([
      "Heard",
      "Withdrawn",
    ]);
    expect(one.answer("a1", ada, true).at(-1)).toMatchObject({
      t: "Refused",
      why: "it is not asked any longer",
    });
    const other = asked();
    expect(kinds(other.hear(9, { ask: "closed", status: "cancelled" }, 7))).toEqual([
      "Heard",
      "Withdrawn",
      "Forgot",
    ]);
    expect(other.state.tasks.size).toBe(0);
  });
});

test("a closed run is forgotten, but for its id", () => {
  const one = new Installation();
  one.request();
  expect(kinds(one.hear(4, { ask: "closed", status: "completed" }))).toEqual(["Heard", "Forgot"]);
  expect(one.request()).toEqual([]);
  expect(controlMachine.pending(one.state)).toEqual([]);
  expect(one.state.marks.size).toBe(0);
  expect(one.state.runs.size).toBe(0);
});

test("of runs that have ended so many ids are kept, the newest, however many there were", () => {
  const ends = limits.endedMax + 10;
  let state = controlMachine.empty;
  let seq = 0;
  let most = 0;
  const fold = (event: ControlEvent): void => {
    state = controlMachine.evolve(null, state, event, seq++);
  };
  const id = (at: number): string => `RUN${at}`;
  for (let at = 0; at < ends; at++) {
    const admitted = { t: "Admitted", at, run: id(at), entry: "main", plan: "sha256:0", user: "ada" };
    fold(admitted as ControlEvent);
    fold({ t: "Forgot", at, run: id(at) } as ControlEvent);
    most = Math.max(most, state.ended.size + state.endedBefore.size);
  }
  expect(state.runs.size).toBe(0);
  expect(most).toBeLessThan(limits.endedMax);
  const known = Array.from({ length: ends }, (_, at) => wasAdmitted(state, id(at)));
  const first = known.indexOf(true);
  expect(ends - first).toBeGreaterThanOrEqual(limits.endedMax / 2);
  expect(known.slice(first)).not.toContain(false);
});

test("a gate is granted, with nothing read yet", () => {
  const one = new Installation();
  one.request();
  const gate: ToControl = {
    ask: "gate",
    call: task.call,
    key: "K",
    attempt: 1,
    capability: "x",
    args: {},
    scopes: [],
    policies: ["p"],
    reads: [],
  };
  expect(one.hear(3, gate).at(-1)).toMatchObject({
    t: "Granted",
    run,
    say: { say: "granted", ref: { seq: 3 }, reads: [] },
  });
});
