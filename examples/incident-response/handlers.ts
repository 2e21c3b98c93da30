import { rm } from "node:fs/promises";
import type { HandlerContext } from "@orchlang/runtime/handler";
import { keep, room } from "./room.ts";

type Part = "checkout" | "search" | "mail";

/** What the logs of each part would say; a model would read them. */
const logs: Readonly<Record<Part, string>> = {
  checkout: "The payment service takes connections and answers none of them.",
  search: "The index is being rebuilt and will be done in a few minutes.",
  mail: "Nothing out of the ordinary.",
};

/** `agent diagnose`. */
export function diagnose({ part }: { part: Part }, context: HandlerContext): { summary: string } {
  context.spend({ cost: { amount: "0.01", currency: "USD" } });
  return { summary: logs[part] };
}

/** `service make_ready`: the spare's file says what it is ready for. Written again it says the same. */
export async function makeReady(
  { spare, part }: { spare: string; part: Part },
  context: HandlerContext,
): Promise<{ address: string }> {
  await keep("spares", spare, { part });
  context.log("ready", { spare, part });
  return { address: `${spare}.rack7.example` };
}

/** `service stand_down`, which undoes what `make_ready` did; a spare that was never ready stays as it is. */
export async function standDown({ spare }: { spare: string }, context: HandlerContext): Promise<void> {
  await rm(room("spares", spare), { force: true });
  context.log("stood down", { spare });
}

/** `service switch_traffic`. */
export async function switchTraffic(
  { part, to }: { part: Part; to: string },
  context: HandlerContext,
): Promise<{ part: Part; served_from: string }> {
  await keep("traffic", part, { served_from: to });
  context.log("switched", { part, to });
  return { part, served_from: to };
}

/** `service switch_back`: no word of where traffic goes means that it goes where it always did. */
export async function switchBack({ part }: { part: Part }, context: HandlerContext): Promise<void> {
  await rm(room("traffic", part), { force: true });
  context.log("switched back", { part });
}

/** `service write_up`: a file a key, so that a note is there once however often it is written. */
export async function writeUp(
  { part, outcome }: { part: Part; outcome: string },
  context: HandlerContext,
): Promise<void> {
  await keep("notes", context.key, { part, outcome });
}

/** `service page`. */
export async function page({ text }: { text: string }, context: HandlerContext): Promise<void> {
  await keep("pages", context.key, { text });
}
