import { compile } from "@orchlang/compiler";
import type { ControlInput } from "../../kernel/src/control/events.ts";
import { controlMachine } from "../../kernel/src/control/machine.ts";
import type { ControlState } from "../../kernel/src/control/state.ts";
import { inMemory } from "../programs.ts";
import type { Topic } from "../topic.ts";

const rules = 100;
const events = 20_000;

/** Control with nothing around it: events that are repeated or joined, and a hundred triggers that look at each whole. */
export const world: Topic = {
  name: `control alone: events through fusion to ${rules} triggers`,
  unit: "events",
  clock: "processor",
  calls: { warmUps: 3, measured: 10 },
  prepare: async () => {
    const { program, host } = inMemory(source());
    const { world: told } = compile(program, host).world();
    const user = { id: "bench", roles: [], consents: [] };
    const at = Date.UTC(2026, 0, 1);
    const armed = turned(controlMachine.empty, { t: "Armed", at, id: "a", world: told, root: "/", user });
    const inputs = Array.from({ length: events }, (_, n) => occurrence(n, at));
    return [
      { name: "orch", units: events, run: async () => void inputs.reduce(turned, armed) },
      {
        name: "JSON.parse of JSON.stringify",
        units: events,
        run: async () => {
          for (const input of inputs) JSON.parse(JSON.stringify(input));
        },
      },
    ];
  },
};

function turned(state: ControlState, input: ControlInput): ControlState {
  return controlMachine.turn(null, state, input).state;
}

/** A shot and a call from each of two thousand sensors, twenty in a millisecond. */
function occurrence(n: number, start: number): ControlInput {
  const fields = { level: n % 7, sensor: `s${(n >> 1) % 2_000}` };
  const event = n % 2 === 0 ? "bench.work.shot" : "bench.work.call";
  return { t: "Occurred", at: start + Math.floor(n / 20), id: `e${n}`, event, fields };
}

function source(): string {
  const triggers = Array.from(
    { length: rules },
    (_, n) =>
      `trigger t${n} { on event alarm where event.level == ${n * 1_000 + 1}  debounce 1m by event.sensor  start p(n: event.level)  overlap skip }`,
  );
  return `module bench.work
event shot(level: Int, sensor: String) { from ears  dedupe 1s by sensor }
event call(level: Int, sensor: String) { from phone }
fusion alarm(level: Int, sensor: String) {
  join   shot as heard, call as said
  within 5s
  by     heard.sensor
  emit   { level: heard.level + said.level, sensor: heard.sensor }
}
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step r = ring(n) }
${triggers.join("\n")}
`;
}

const signals = 10_000;
const flags = 100;

/** A second of ten thousand signals that are each read once: a quarter of a core is 40,000 readings a second. */
export const reading: Topic = {
  name: `control alone: readings of ${signals.toLocaleString("en")} signals, ${flags} flags over them`,
  unit: "readings",
  clock: "processor",
  calls: { warmUps: 3, measured: 12 },
  prepare: async () => {
    const { program, host } = inMemory(signalSource());
    const { world: told } = compile(program, host).world();
    const user = { id: "bench", roles: [], consents: [] };
    const at = Date.UTC(2026, 0, 1);
    let state = turned(controlMachine.empty, { t: "Armed", at, id: "a", world: told, root: "/", user });
    let second = 0;
    return [
      {
        name: "orch",
        units: signals,
        run: async () => {
          second += 1;
          for (let n = 0; n < signals; n++) {
            const now = at + second * 1_000 + Math.floor(n / 10);
            state = turned(state, {
              t: "Sensed",
              at: now,
              id: `r${second}-${n}`,
              name: `probe.p${n}`,
              value: 15 + ((n * 7 + second * 13) % 20),
              when: now,
            });
          }
        },
      },
    ];
  },
};

function signalSource(): string {
  const declared = Array.from(
    { length: signals },
    (_, n) => `signal s${n}: Int { from probe.p${n}  fresh 5s }`,
  );
  const over = Array.from({ length: flags }, (_, n) => `flag f${n} = s${n} > 20 and s${n + flags} > 10`);
  return `module bench.work
${declared.join("\n")}
${over.join("\n")}
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step r = ring(n) }
event e(n: Int)
trigger t { on event e  start p(n: 1) }
`;
}
