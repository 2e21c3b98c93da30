/** The world that the plan of `everything.orch` acts on: it outlives every process, and does once what has one key. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type HandlerContext, HandlerFailure, type Registration } from "@orchlang/runtime";

interface Effect {
  readonly capability: string;
  readonly name: string;
  readonly key: string;
  readonly id: string;
  undone: boolean;
}

export interface City {
  /** What has been done, in its order: of one key once, whatever it was asked. */
  readonly effects: readonly Effect[];
  /** Of what happens at most once, each time that it came about: by key. */
  readonly onces: readonly string[];
  /** The tokens that jobs came with, each once. */
  readonly tokens: ReadonlySet<string>;
  /** `http://127.0.0.1:…`, where jobs are taken. */
  readonly address: string;
  /** The functions of one process. Once it is dead they do nothing, and what they have done nobody hears of. */
  process(): { readonly capabilities: readonly Registration[]; die(): void };
  [Symbol.asyncDispose](): Promise<void>;
}

type Named = { readonly name: string };
type Numbered = { readonly n: number };

export async function openCity(): Promise<City> {
  const effects: Effect[] = [];
  const onces: string[] = [];
  const drafts = new Map<string, number>();
  const tokens = new Set<string>();
  const server = createServer((request, response) => {
    tokens.add(String(request.headers["x-orch-callback"]));
    response.writeHead(202).end("taken");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));

  const effect = (name: string, { capability, key }: HandlerContext): Effect => {
    const known = effects.find((one) => one.key === key);
    if (known !== undefined) return known;
    const done = { capability, name, key, id: `${capability}:${name}`, undone: false };
    effects.push(done);
    return done;
  };
  const once = ({ name }: Named, context: HandlerContext) => {
    onces.push(context.key);
    const { id } = effect(name, context);
    return { id };
  };
  const undo = ({ id }: { readonly id: string }, { of }: HandlerContext): null => {
    for (const one of effects) if (one.id === id && one.key === of) one.undone = true;
    return null;
  };
  const handlers: Readonly<Record<string, Registration["handler"]>> = {
    look: ({ n }: Numbered) => n,
    gaze: ({ n }: Numbered) => n,
    draft: ({ n }: Numbered, { key }: HandlerContext) => {
      const known = drafts.get(key) ?? drafts.size + 1;
      if (n === 0) return -1;
      drafts.set(key, known);
      return known;
    },
    busy: ({ n }: Numbered, { attempt }: HandlerContext) => {
      if (n === 50 && attempt < 3) throw new HandlerFailure("transient", "not now", { reach: "not_reached" });
      if (n < 3) throw new HandlerFailure("broken", "it is broken");
      return n;
    },
    beats: ({ n }: Numbered, context: HandlerContext) => {
      context.heartbeat();
      return n;
    },
    make: ({ name }: Named, context: HandlerContext) => {
      context.spend({ cost: { amount: "0.01", currency: "USD" } });
      return { id: effect(name, context).id };
    },
    unmake: undo,
    charge: once,
    charged: (_: Named, { of }: HandlerContext) => {
      const found = effects.find(({ key }) => key === of);
      return found === undefined ? { state: "not_done" } : { state: "done", value: { id: found.id } };
    },
    refund: undo,
    stamp: once,
    tell: ({ text }: { readonly text: string }, context: HandlerContext) => {
      effect(text, context);
      return null;
    },
  };

  return {
    effects,
    onces,
    tokens,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    process: () => {
      let dead = false;
      const capabilities = Object.entries(handlers).map(
        ([name, handler]): Registration => ({
          name: `everything.${name}`,
          version: "1",
          handler: async (args: never, context: HandlerContext) => {
            if (dead) return await never();
            // Whoever is out when the process dies may have done it: the answer comes a moment later.
            const answer: unknown = handler(args, context);
            await new Promise((resolve) => setImmediate(resolve));
            return dead ? await never() : answer;
          },
        }),
      );
      return {
        capabilities,
        die: () => {
          dead = true;
        },
      };
    },
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => server.close(() => closed())),
  };
}

function never(): Promise<never> {
  return new Promise<never>(() => {});
}
