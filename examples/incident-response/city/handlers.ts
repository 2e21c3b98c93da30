import { appendFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HandlerContext } from "@orchlang/runtime/handler";

/** The city's book: a line for each thing that was done. What is done again under the same key is the same thing. */
const book = join(
  process.env.ORCH_EXAMPLE_OUT ?? fileURLToPath(new URL("../out", import.meta.url)),
  "city/book.ndjson",
);

/** Every action of `std.response` that does something: it is written into the book, and given a number. */
export async function act(args: object, context: HandlerContext): Promise<object | null> {
  const name = context.capability.slice(context.capability.lastIndexOf(".") + 1);
  await mkdir(dirname(book), { recursive: true });
  await appendFile(book, `${JSON.stringify({ name, key: context.key, args })}\n`);
  return results[name]?.(`${name} ${context.key.slice(0, 6)}`, args) ?? null;
}

/** Results of the actions that have one; `id` is the city's name of what was done. */
const results: Readonly<Record<string, (id: string, args: object) => object>> = {
  dispatch_drone: (stream) => ({ stream }),
  dispatch_robot: (stream) => ({ stream }),
  dispatch_unit: (unit) => ({ unit }),
  dispatch_co_responder: (team) => ({ team }),
  reroute_patrol: (route) => ({ route }),
  alert_human_stability: (contact) => ({ contact }),
  allocate_resource: (allocation, args) => ({ allocation, amount: "amount" in args ? args.amount : 0 }),
  initiate_lockdown: (lockdown) => ({ lockdown }),
  activate_sensor: (activation) => ({ activation }),
  measure_surroundings: (activation) => ({ activation }),
  issue_bolo: (bolo) => ({ bolo }),
  broadcast_emergency: (broadcast) => ({ broadcast }),
  broadcast_threat: (warning) => ({ warning }),
  raise_predictive_alert: (alert) => ({ alert }),
  sync_fusion_cloud: (entry) => ({ entry, answer: "Nothing is known of it." }),
  collect_evidence: (film) => ({ items: [`film of ${film}`] }),
  open_case: (id) => ({ id }),
  create_investigation: (investigation) => ({ investigation }),
};

/** `agent tactical_analysis`; a model would look at the stream. */
export function analyse(): { summary: string; persons: number } {
  return { summary: "Two persons, nothing unusual.", persons: 2 };
}

/** `agent assess_threat`; a model would read the report. */
export function assess(): { level: number; summary: string } {
  return { level: 4, summary: "The report is precise." };
}

/** `service validate_policy`: the city's judges have no objection. */
export function judge(): { allowed: boolean; reason: string } {
  return { allowed: true, reason: "It is proportionate." };
}

/** `service post_status`: the board of the command staff. */
export async function postStatus(
  args: { run: string; outcome: string },
  context: HandlerContext,
): Promise<void> {
  await act(args, context);
}
