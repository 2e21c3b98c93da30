import { existsSync, writeFileSync } from "node:fs";
import type { HandlerContext } from "@orchlang/runtime/handler";

interface Args {
  readonly began: string;
  readonly until: string | null;
}

/** Never returns, and does not listen. */
export async function asleep(args: Args): Promise<never> {
  writeFileSync(args.began, "");
  return await new Promise<never>(() => {});
}

/** Never returns, and blocks its thread. */
export function spinning(args: Args): object {
  writeFileSync(args.began, "");
  while (args.until === null || !existsSync(args.until));
  return { text: "span" };
}

/** Never returns by itself, but stops when it is asked to. */
export async function listening(args: Args, context: HandlerContext): Promise<never> {
  writeFileSync(args.began, "");
  return await new Promise<never>((_resolve, reject) => {
    context.signal.addEventListener("abort", () => reject(context.signal.reason));
  });
}

/** Finishes its work although it was asked to stop. */
export async function finishing(args: Args, context: HandlerContext): Promise<object> {
  writeFileSync(args.began, "");
  await new Promise<void>((resolve) => context.signal.addEventListener("abort", () => resolve()));
  return { text: "done all the same" };
}
