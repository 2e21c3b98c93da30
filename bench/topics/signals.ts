import { compile } from "@orchlang/compiler";
import type { ControlInput } from "../../kernel/src/control/events.ts";
import { controlMachine } from "../../kernel/src/control/machine.ts";
import type { ControlState } from "../../kernel/src/control/state.ts";
import { inMemory } from "../programs.ts";
import type { Topic } from "../topic.ts";

const signals = 10_000;
const flags = 100;

/** A second of ten thousand signals that are each read once: a quarter of a core is 40,000 readings a second. */
export const reading: Topic = {
  name: `control alone: readings of ${signals.toLocaleString("en")} signals, ${flags} flags over them`,
  unit: "readings",
  clock: "processor",
  calls: { warmUps: 3, measured: 12 },
  prepare: async () => {
    const { program, host } = inMemory(source());
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

function turned(state: ControlState, input: ControlInput): ControlState {
  return controlMachine.turn(null, state, input).state;
}

function source(): string {
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
