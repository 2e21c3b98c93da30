import type { HandlerContext } from "@orchlang/runtime/handler";

/** Goes on as long as the test lets it; beats at every turn of its loop if it is to. */
export async function works(
  { beats, turns }: { beats: boolean; turns: number },
  { heartbeat, signal }: HandlerContext,
): Promise<{ text: string }> {
  for (let turn = 0; turn < turns && !signal.aborted; turn++) {
    if (beats) heartbeat();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  signal.throwIfAborted();
  return { text: "done" };
}

/** Never gets back to its loop. */
export function computes(): never {
  for (;;);
}
