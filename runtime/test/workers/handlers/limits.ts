import { execFileSync } from "node:child_process";
import type { HandlerContext } from "@orchlang/runtime/handler";

/** Node has it; its types do not. */
const wasm = Reflect.get(globalThis, "WebAssembly") as {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
};

/** A part of what is taken until there is no more, of each kind that memory comes in. */
const takes: Readonly<Record<string, (nth: number) => unknown>> = {
  arrays: (nth) => new Array(100_000).fill(nth).map(String),
  strings: (nth) => `${"x".repeat(1_000_000)}${nth}`,
  buffers: () => Buffer.alloc(1_000_000, 1),
  "typed arrays": () => new Float64Array(100_000).fill(1),
  WebAssembly: () => {
    const memory = new wasm.Memory({ initial: 16 });
    new Uint8Array(memory.buffer).fill(1);
    return memory;
  },
  closures: (nth) => Array.from({ length: 10_000 }, (_, each) => () => nth + each),
  "texts made by Node": () => Buffer.alloc(1_000_000, "x").toString("base64"),
};

/** Takes memory until there is no more. */
export function hoards({ kind = "arrays" }: { readonly kind?: string }): never {
  const hoard: unknown[] = [];
  for (;;) hoard.push(takes[kind]?.(hoard.length));
}

/** The same, while others go on. */
export async function hoardsSlowly({ kind = "buffers" }: { readonly kind?: string }): Promise<never> {
  const hoard: unknown[] = [];
  for (;;) {
    for (let each = 0; each < 10; each++) hoard.push(takes[kind]?.(hoard.length));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** One text larger than all that may be taken, made by Node in one call: there it is that Node gives up. */
export function swells(): { text: string } {
  const part = "\u0001".repeat(8_000_000);
  return { text: JSON.stringify(Array.from({ length: 40 }, () => part)) };
}

const kept: unknown[] = [];

/** Takes less than it may, and never lets go of it. */
export function keeps(): { text: string } {
  kept.push(Buffer.alloc(45_000_000, 1));
  return { text: `${process.pid} ${kept.length}` };
}

export function where(): { text: string } {
  return { text: `${process.pid}` };
}

export function dies(): never {
  execFileSync("kill", ["-9", `${process.pid}`]);
  for (;;);
}

export async function spins(_: object, context: HandlerContext): Promise<never> {
  context.progress(process.pid);
  await new Promise((resolve) => setImmediate(resolve));
  for (;;);
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
