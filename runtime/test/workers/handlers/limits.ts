import type { HandlerContext } from "@orchlang/runtime/handler";

/** Takes memory until there is no more. */
export function hoards(): never {
  const hoard: unknown[] = [];
  for (;;) hoard.push(new Array(100_000).fill(hoard.length).map(String));
}

export function small(): { text: string } {
  return { text: "small" };
}

/** Ends when it is asked to. */
export function waits(_: object, { signal }: HandlerContext): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

export function reports(_: object, context: HandlerContext): { text: string } {
  context.progress(3, 10, "sorting");
  context.progress(4);
  return { text: "done" };
}
