import { compile } from "@orchlang/compiler";
import type { Json } from "@orchlang/plan";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { expect } from "vitest";
import type { ControlEvent, ControlInput } from "../../src/control/events.ts";
import { controlMachine } from "../../src/control/machine.ts";
import type { ControlState } from "../../src/control/state.ts";
import { knownOf } from "../../src/control/world/known.ts";
import type { RunId } from "../../src/machine.ts";
import type { User } from "../../src/messages.ts";

const nobody: User = { id: "nobody", roles: [], consents: ["*"] };

export type Event<T extends ControlEvent["t"]> = Extract<ControlEvent, { t: T }>;

const worlds = new Map<string, ReturnType<typeof compiledWorld>>();

/** Compiles a program of one module, `m`, once, and returns its declarations for control. */
export function worldOf(text: string) {
  const world = worlds.get(text) ?? compiledWorld(text);
  worlds.set(text, world);
  return world;
}

function compiledWorld(text: string) {
  const path = "/m.orch";
  const source = text.startsWith("module") ? text : `module m\n${text}`;
  const result = compile(
    { files: [path], root: "/" },
    {
      read: (file) =>
        file === path ? { text: source } : { fault: "missing", message: "there is no such file" },
      list: () => [],
      standard: standardModule,
      standardModules,
    },
  );
  expect(result.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return result.world();
}

/** Control of one program, with its journal. Time is seconds after its start. */
export class Installation {
  static readonly start = Date.parse("2026-01-01T12:00Z");
  state: ControlState = controlMachine.empty;
  readonly events: ControlEvent[] = [];
  now = Installation.start;
  readonly program: ReturnType<typeof worldOf>;
  #ids = 0;

  constructor(text: string) {
    this.program = worldOf(text);
    this.arm();
  }

  arm(): readonly ControlEvent[] {
    return this.tell({
      t: "Armed",
      at: this.now,
      id: `arm ${++this.#ids}`,
      world: this.program.world,
      root: "/",
      user: nobody,
    });
  }

  /** Acts as another process: only the journal of the previous one remains. */
  restart(after: number): readonly ControlEvent[] {
    this.#another(after);
    return this.arm();
  }

  /** Another process opens the journal, goes by the time, and has not armed anything. */
  down(after: number): readonly ControlEvent[] {
    return [...this.#another(after), ...this.wait(0)];
  }

  #another(after: number): readonly ControlEvent[] {
    this.now += after * 1000;
    this.state = this.folded();
    return this.tell({ t: "Disarmed", at: this.now });
  }

  /** Goes on where another stands, with its journal. */
  continueFrom(other: Installation): void {
    this.events.push(...other.events);
    this.#ids = other.#ids;
  }

  folded(): ControlState {
    return this.events.reduce(
      (sum, event, seq) => controlMachine.evolve(null, sum, event, seq),
      controlMachine.empty,
    );
  }

  tell(input: ControlInput): readonly ControlEvent[] {
    const { events, state } = controlMachine.turn(null, this.state, input);
    this.state = state;
    this.events.push(...events);
    return events;
  }

  /** Time moves on; whatever is due on the way comes about at its own time. */
  wait(seconds: number): readonly ControlEvent[] {
    const until = this.now + Math.round(seconds * 1000);
    const happened: ControlEvent[] = [];
    for (let due = this.#due(); due !== undefined && due <= until; due = this.#due()) {
      this.now = Math.max(this.now, due);
      happened.push(...this.tell({ t: "Woke", at: this.now }));
    }
    this.now = until;
    return happened;
  }

  #due(): number | undefined {
    return controlMachine.nextWake(this.state);
  }

  sense(name: string, value: Json | undefined, more: Partial<Event<"Sensed">> = {}): readonly ControlEvent[] {
    const known = value === undefined ? {} : { value };
    return this.tell({ t: "Sensed", at: this.now, id: `s${++this.#ids}`, name, ...known, ...more });
  }

  occur(event: string, fields: Json = {}, more: Partial<Event<"Occurred">> = {}): readonly ControlEvent[] {
    return this.tell({ t: "Occurred", at: this.now, id: `o${++this.#ids}`, event, fields, ...more });
  }

  /** The run that a trigger wants is asked for, as the shell does. */
  admit({
    request,
    plan,
    target,
  }: Pick<Event<"Fired">, "request" | "plan" | "target">): readonly ControlEvent[] {
    return this.tell({ t: "Requested", at: this.now, request, plan, entry: target, by: nobody });
  }

  end(
    run: RunId,
    status: "completed" | "failed" | "cancelled" = "completed",
    more: object = {},
  ): readonly ControlEvent[] {
    const ask = { ask: "closed", status, ...more } as const;
    return this.tell({ t: "Heard", at: this.now, from: { stream: `run/${run}`, seq: 9 }, ack: -1, ask });
  }

  known(name: string): Json | undefined {
    return knownOf({ ...this.state, at: this.now }, `m.${name}`).value;
  }
}

export function of<T extends ControlEvent["t"]>(events: readonly ControlEvent[], t: T): readonly Event<T>[] {
  return events.filter((event): event is Event<T> => event.t === t);
}

/** The firings, in words. */
export function fired(events: readonly ControlEvent[]): readonly string[] {
  return of(events, "Fired").map(({ trigger, args }) => {
    const said = Object.entries(args).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    return `${trigger.replace("m.", "")} ${said.join(", ")}`.trim();
  });
}

/** The skipped firings, with reasons. */
export function skipped(events: readonly ControlEvent[]): readonly string[] {
  return of(events, "Skipped").map(({ trigger, why }) => `${trigger.replace("m.", "")} ${why}`);
}
