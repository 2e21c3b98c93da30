import type { Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { unusable } from "./journal.ts";
import { localPerson } from "./options.ts";
import { refuseDatabase, storeOf } from "./place.ts";

/** Enters into the journal that something of it was lost or altered, and that it goes on with what is left. */
export async function accept(invocation: Invocation, why: string): Promise<ExitCode> {
  const { acceptLoss } = await import("@orchlang/runtime/journal");
  if (why.trim() === "") throw new UsageError("`--accept-loss` needs a reason, which the journal records.");
  refuseDatabase(invocation, "Restore the database to a state from before the loss.");
  const path = storeOf(invocation);
  const { out } = invocation.terminal;
  const accepted = acceptLoss(path, { by: localPerson().id, why });
  if (accepted !== undefined && "fault" in accepted) throw unusable(invocation, accepted);
  if (invocation.format === "json") {
    out.line(JSON.stringify({ accepted: accepted ?? null }));
    return ExitCode.done;
  }
  const { done, dim } = out.paint;
  if (accepted === undefined) {
    out.line(`${done("✓")} nothing is missing or altered, so there is nothing to accept`);
    return ExitCode.done;
  }
  out.line(`${done("✓")} the loss is accepted. The journal records:`);
  for (const one of accepted.altered) out.line(`  ${one}`);
  out.line(dim("  Lost work may be done a second time: an unknown request now needs `--after-loss`."));
  return ExitCode.done;
}
