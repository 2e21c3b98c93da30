import type { StreamId } from "@orchlang/kernel";
import { onTestFinished } from "vitest";
import { type Answer, Live } from "../../src/drive/live.ts";
import { Drive } from "../../src/drive.ts";
import type { Append, Appended, Store } from "../../src/journal/store.ts";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import type { Clock } from "../../src/world/world.ts";
import {
  type CounterCommand,
  type CounterEvent,
  type CounterInput,
  type CounterState,
  counter,
} from "./counter.ts";

export type Counting = Live<number, CounterState, CounterInput, CounterEvent, CounterCommand>;

/** A clock that stands until it is moved. */
function handClock(): Clock & { move(to: number): void } {
  let time = 1000;
  let wakes: { readonly at: number; readonly call: () => void }[] = [];
  return {
    now: () => time,
    wake: (at, call) => {
      const wake = { at, call };
      wakes.push(wake);
      return () => {
        wakes = wakes.filter((one) => one !== wake);
      };
    },
    move: (to) => {
      time = to;
      const due = wakes.filter((wake) => wake.at <= to);
      wakes = wakes.filter((wake) => wake.at > to);
      for (const { call } of due) call();
    },
  };
}

/** A store of which the appends can be watched, and made to fail. */
function watched(
  store: Store,
): Store & { readonly appends: Append[][]; next?: (appends: readonly Append[]) => Promise<Appended> } {
  const appends: Append[][] = [];
  const over: Store & {
    readonly appends: Append[][];
    next?: (appends: readonly Append[]) => Promise<Appended>;
  } = {
    ...store,
    appends,
    append: async (turn) => {
      appends.push([...turn]);
      const { next } = over;
      delete over.next;
      return next === undefined ? store.append(turn) : next(turn);
    },
  };
  return over;
}

export async function world(inner: Store = openMemoryStore()) {
  const store = watched(inner);
  const clock = handClock();
  const said: string[] = [];
  const stops: string[] = [];
  const drive = new Drive(store, clock, {
    turned: () => undefined,
    idle: () => undefined,
    stopped: (message) => stops.push(message),
    recovered: async (stream) => {
      for (const { command } of await (stream as Counting).pending(store))
        said.push(`${stream.id} again ${command.say}`);
    },
  });
  onTestFinished(() => drive.close());
  const live = async (id: StreamId): Promise<Counting> => {
    const stream: Counting = new Live(
      id,
      100,
      counter,
      (at) => ({ t: "Woke", at }),
      {
        carry: ({ say }, { seq }) => {
          said.push(`${id} ${say} at ${seq}`);
        },
        committed: () => undefined,
        closed: (state) => state.sum > 100,
      },
      () => drive.stir(stream),
    );
    await stream.recover(store);
    drive.add(stream);
    return stream;
  };
  const add = (stream: Counting, id: string, n: number, ring?: number): Promise<Answer<CounterEvent>> =>
    stream.offer((at) => ({ t: "Added", at, id, n, ...(ring === undefined ? {} : { ring }) }));
  return { store, clock, drive, said, stops, live, add };
}
