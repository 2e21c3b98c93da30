import type { User } from "@orchlang/kernel/run";
import type { Json, PlanFile } from "@orchlang/plan";
import type { Approval, Refusal, StartRequest } from "../orchestrator-api.ts";
import { uncertified } from "./certified.ts";
import type { Deploy } from "./deploy.ts";
import { Deploys } from "./deploys.ts";
import { admittedInput, admittedWords } from "./input.ts";
import { localUser } from "./local-user.ts";
import { Registry } from "./registry.ts";
import { unlikeStart } from "./unlike.ts";

/** A request for a run that nothing stands against. */
export interface Admission {
  readonly request: string;
  readonly user: User;
  /** With what was left out and has a default. */
  readonly input: Json;
  readonly deploy: Deploy;
}

/** Checks made before a run is journalled: the user, the input, and the code that would run. */
export function admission(
  deploys: Deploys,
  wanted: StartRequest,
  freshRequest: () => string,
): Admission | Refusal {
  const unlike = unlikeStart(wanted);
  if (unlike !== undefined) return unlike;
  const { plan: file, root, locked } = wanted;
  const unproved = wanted.certificates === "required" ? uncertified(file) : undefined;
  if (unproved !== undefined) return unproved;
  const words = admittedWords({
    user: wanted.user ?? localUser(file),
    request: wanted.request ?? freshRequest(),
  });
  if ("refused" in words) return words;
  const input = admittedInput(file.plan, wanted.input);
  if ("refused" in input) return input;
  const { deploy } = deploys.now(file, root);
  if ("refused" in deploy) return deploy;
  const approved = locked?.some((one) => one.plan === file.id && one.deploy === deploy.id) ?? true;
  if (!approved) return unapproved(file, deploy, locked ?? []);
  return { ...words.ok, input: input.ok, deploy };
}

/** Whether a start of this would be taken here, where no functions are registered. Nothing is written and nothing begins. */
export function admissionHere(wanted: StartRequest): Admission | Refusal {
  return admission(new Deploys(new Registry([])), wanted, () => "");
}

/** Refuses a plan that differs from the approved one. */
function unapproved(file: PlanFile, deploy: Deploy, locked: readonly Approval[]): Refusal {
  const known = locked.some(({ plan }) => plan === file.id);
  const message = known
    ? `The plan ${file.plan.entry} was approved, but with other code than there is now.`
    : `The plan ${file.plan.entry} was not approved as it is.`;
  return { refused: "unapproved", message, details: [`plan    ${file.id}`, `deploy  ${deploy.id}`] };
}
