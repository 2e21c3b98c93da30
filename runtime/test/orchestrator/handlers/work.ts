import { appendFileSync, existsSync } from "node:fs";
import type { HandlerContext } from "@orchlang/runtime/handler";

interface Args {
  /** A file that is written to for every call. */
  readonly book: string;
}

export function done({ book }: Args, { key, capability }: HandlerContext): { book: string } {
  appendFileSync(book, `${capability} ${key}\n`);
  return { book };
}

/** Lasts as long as a file named after the book is there. */
export async function holding({ book }: Args, context: HandlerContext): Promise<{ book: string }> {
  done({ book }, context);
  while (existsSync(`${book}.hold`)) await new Promise((resolve) => setTimeout(resolve, 5));
  return { book };
}

export function exits({ book }: Args, context: HandlerContext): never {
  done({ book }, context);
  process.exit(9);
}

export async function never({ book }: Args, context: HandlerContext): Promise<never> {
  done({ book }, context);
  return await new Promise<never>(() => {});
}

export function spins({ book }: Args, context: HandlerContext): never {
  done({ book }, context);
  for (;;);
}

export function fails({ book }: Args, context: HandlerContext): never {
  done({ book }, context);
  throw new Error("it broke");
}

export function echo({ book }: { readonly book: unknown }): { book: unknown } {
  return { book };
}

export function throwsItsBook({ book }: Args): never {
  throw new Error(book);
}

/** Takes memory until there is no more. */
export function leaks({ book }: Args, context: HandlerContext): never {
  done({ book }, context);
  const hoard: unknown[] = [];
  for (;;) hoard.push(new Array(100_000).fill(hoard.length).map(String));
}

/** Says far more than anybody reads, in lines far too long. */
export function floods({ book }: Args, context: HandlerContext): { book: string } {
  const line = "x".repeat(100_000);
  for (let times = 0; times < 20_000; times++) context.log(line);
  return done({ book }, context);
}

/** 100 MB. */
export function huge({ book }: Args, context: HandlerContext): { book: string } {
  done({ book }, context);
  return { book: "x".repeat(100_000_000) };
}
