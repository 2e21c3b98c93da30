import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { HandlerFailure } from "@orchlang/runtime/handler";

export function shape(): object {
  return { text: 3, list: "no list" };
}

export function nothing(): void {}

export async function nothingLater(): Promise<void> {}

export function nul(): null {
  return null;
}

export function huge(): object {
  return { text: "x".repeat(50_000_000) };
}

export function cyclic(): object {
  const self: { self?: object } = {};
  self.self = self;
  return self;
}

export function functional(): unknown {
  return () => 1;
}

export function text(): never {
  throw "just text";
}

export function nothingThrown(): never {
  throw undefined;
}

export function record(): never {
  throw { code: 3 };
}

export function typo(): never {
  throw new TypeError("x is not a function");
}

export async function refused(): Promise<never> {
  throw Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });
}

export async function fetchRefused(): Promise<unknown> {
  // A port that was free a moment ago: nobody listens there.
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return await fetch(`http://127.0.0.1:${port}/`);
}

export function stated(args: { failure: string; reach?: "reached" | "not_reached" }): never {
  throw new HandlerFailure(args.failure, "as it says", args.reach === undefined ? {} : { reach: args.reach });
}

export function long(): never {
  throw new Error("x".repeat(100_000));
}
