import { runInNewContext } from "node:vm";

export function symbol(): never {
  throw Symbol("why");
}

export function map(): never {
  throw new Map([["why", 1]]);
}

export function foreign(): never {
  throw runInNewContext("new Error('of another realm')");
}

export function inTimer(): Promise<never> {
  setTimeout(() => {
    throw "thrown in a timer";
  });
  return new Promise(() => undefined);
}
