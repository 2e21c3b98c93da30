import type { ControlInput } from "../../kernel/src/control/events.ts";
import { controlMachine } from "../../kernel/src/control/machine.ts";
import type { ControlState } from "../../kernel/src/control/state.ts";
import { runIdOf } from "../../kernel/src/keys.ts";
import type { HoldRequest } from "../../kernel/src/messages.ts";
import type { Topic } from "../topic.ts";

const members = 10_000;
const at = Date.UTC(2026, 0, 1);

/** One hold asked for and let go of, among ten thousand members of whom few suit. */
export const allocation: Topic = {
  name: `control alone: one of ${members.toLocaleString("en")} members given, and reclaimed`,
  unit: "grants",
  clock: "processor",
  // Of a thousand the slowest ten are collections; of fewer they would be code that is still being compiled.
  calls: { warmUps: 100, measured: 1_000 },
  tail: true,
  prepare: async () => {
    const state = pool();
    return [
      contestant("any of them", state, {}),
      contestant("one in a hundred, by two conditions", state, { where: suits(7, 20) }),
      contestant("the same, of conditions that nobody has asked before", state, (nth) => ({
        where: suits(7, 20 + nth / 1_000),
      })),
      contestant("whom a policy does not keep out as well", state, (nth) => ({
        where: suits(7, 20),
        rules: [{ says: "deny", when: { op: "not", of: suits(1, 5 + nth / 1_000) }, given: {} }],
      })),
      contestant("the last one that is looked at", state, { where: suits(members - 1, 0) }),
      contestant("the best on balance, of one in two", state, { where: suits(1, 50), optimize: "balanced" }),
      contestant("the nearest, of one in two", state, {
        where: suits(1, 50),
        near: { lat: 52.5, lon: 13.4 },
        distance: 1_000_000,
      }),
    ];
  },
};

type Wish = Partial<HoldRequest>;

/** `wish`: always the same, or another each time. */
function contestant(name: string, start: ControlState, wish: Wish | ((nth: number) => Wish)) {
  let seq = 0;
  let state = start;
  return {
    name,
    units: 1,
    run: async (): Promise<void> => {
      const hold: HoldRequest = {
        pool: "m.nodes",
        count: 1,
        for: 60_000,
        priority: "normal",
        given: {},
        ...(typeof wish === "function" ? wish(seq) : wish),
      };
      const call = { routine: "p", site: { plan: 0, loops: [] }, node: "with@1", slot: "do" } as const;
      seq += 1;
      const asked = seq;
      state = heard(state, seq, { ask: "hold", call, hold });
      const [held] = [...state.holds.values()];
      if (held?.status !== "held") throw new Error(`${name}: nothing was given`);
      seq += 1;
      state = heard(state, seq, { ask: "release", ref: { stream: stream, seq: asked } });
    },
  };
}

const stream = `run/${runIdOf("bench")}` as const;

function heard(
  state: ControlState,
  seq: number,
  ask: Extract<ControlInput, { t: "Heard" }>["ask"],
): ControlState {
  const prev = seq === 1 ? {} : { prev: seq - 1 };
  return told(state, { t: "Heard", at, from: { stream, seq, ...prev }, ack: state.length, ask });
}

function told(state: ControlState, input: ControlInput): ControlState {
  return controlMachine.turn(null, state, input).state;
}

/** Ten thousand, of all tiers, prices and places. */
function pool(): ControlState {
  const by = { id: "bench", roles: [], consents: [] };
  let state = told(controlMachine.empty, {
    t: "Requested",
    at,
    request: "bench",
    plan: "sha256:0",
    entry: "p",
    by,
  });
  state = told(state, { t: "Provided", at, pools: { "m.nodes": { name: "m.nodes", count: 0 } } });
  for (let n = 0; n < members; n++) {
    const fields = {
      number: n,
      kind: n % 100,
      load: (n * 37) % 100,
      tier: ["device", "edge", "cloud"][n % 3] ?? "edge",
      latency: (n * 13) % 200,
      cost: { amount: String((n % 17) / 10), currency: "USD", per: 3_600_000 },
      at: { lat: 48 + (n % 90) / 10, lon: 8 + (n % 70) / 10 },
    };
    state = told(state, { t: "Member", at, id: `m${n}`, pool: "m.nodes", member: `node${n}`, fields });
  }
  return state;
}

type Where = NonNullable<HoldRequest["where"]>;

/** `resource.number >= least and resource.load >= load`, and of a small `least` that it is one in a hundred kinds. */
function suits(kind: number, load: number): Where {
  const field = (name: string): Where => ({
    op: "field",
    of: { op: "read", from: "local", name: "resource" },
    name,
  });
  const compare = (fn: string, name: string, value: number): Where => ({
    op: "call",
    fn,
    args: [field(name), { op: "constant", value }],
  });
  const first =
    kind === members - 1
      ? compare("any.equal", "number", kind)
      : kind === 1
        ? compare("number.greaterOrEqual", "number", 0)
        : compare("any.equal", "kind", kind);
  return { op: "and", items: [first, compare("number.greaterOrEqual", "load", load)] };
}
