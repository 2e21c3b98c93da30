import type { ingressRecordOf } from "@orchlang/runtime/events";
import type { Context } from "../context.ts";
import { orProblem } from "../problem.ts";
import type { Principal } from "./principal.ts";

/** Somebody acts in the name of another: the journal says who. */
export async function noteActingFor(
  { orchestrator }: Context,
  { user }: Principal,
  record: ReturnType<typeof ingressRecordOf>,
  key: string,
): Promise<void> {
  if ("fault" in record || !("user" in record) || record.user === user.id) return;
  const { kind, user: subject, id } = record;
  const under = "under" in record && record.under !== undefined ? { under: record.under } : {};
  const fields = { by: user.id, user: subject, kind, id, ...under };
  orProblem(await orchestrator.note("acts for", fields, `acts for ${key}`));
}
