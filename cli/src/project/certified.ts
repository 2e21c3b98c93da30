import type { MemberTypes } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import type { Invocation } from "../command.ts";

export const certificateOption = {
  form: "--require-certificate",
  says: "only with a verified certificate of each rule that is called proved",
};

/**
 * A plan with what it has to show where that is asked for: a plan file its own, a source what the compiler finds.
 * @param members of what was compiled; left out: the plan comes from a file.
 */
export async function certified(
  invocation: Invocation,
  plan: PlanFile,
  members: MemberTypes | undefined,
): Promise<{ readonly plan: PlanFile; readonly certificates?: "required" }> {
  if (!invocation.flag("require-certificate")) return { plan };
  if (members === undefined) return { plan, certificates: "required" };
  const { certificatesOf } = await import("@orchlang/compiler");
  return { plan: { ...plan, certificates: certificatesOf(plan.plan, members) }, certificates: "required" };
}
