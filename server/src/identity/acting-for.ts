import type { newsOf } from "@orchlang/runtime/events";
import type { Context } from "../context.ts";
import { orProblem } from "../problem.ts";
import type { Principal } from "./principal.ts";

/** Somebody acts in the name of another: the journal says who. */
export async function noteActingFor(
  { orchestrator }: Context,
  { user }: Principal,
  news: ReturnType<typeof newsOf>,
  key: string,
): Promise<void> {
  if ("fault" in news || !("user" in news) || news.user === user.id) return;
  const { tells, user: subject, id } = news;
  const under = "under" in news && news.under !== undefined ? { under: news.under } : {};
  const fields = { by: user.id, user: subject, tells, id, ...under };
  orProblem(await orchestrator.note("acts for", fields, `acts for ${key}`));
}
