import { hash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { RunId } from "@orchlang/kernel";
import type { User } from "@orchlang/kernel/run";
import {
  decodePlanFile,
  encodePlanFile,
  type Json,
  type JsonObject,
  type Label,
  type PlanFile,
  type PlanId,
  planFaultLines,
} from "@orchlang/plan";
import type { Priority } from "@orchlang/plan/nodes";
import { sealedText, unsealedText } from "../journal/sealed.ts";
import {
  type Appended,
  DamagedJournal,
  type Document,
  type Documents,
  type Store,
} from "../journal/store.ts";
import { handlesSecrets } from "../library/secrets.ts";
import type { Deploy, Refusal } from "../orchestrator-types.ts";

/**
 * A run's request, journalled before control receives it: so any process that finds the run admitted can start it, and
 * any that finds it open can resume it.
 */
export interface RunRequest {
  readonly request: string;
  readonly plan: PlanId;
  readonly deploy: string;
  /** The code that it was started with, by capability; runs of older journals do not have it. */
  readonly handlers?: Deploy["handlers"];
  /** It goes on with no other code than that. */
  readonly locked?: true;
  /** The policy hooks that are asked beside those that are asked in every run. */
  readonly hooks?: readonly string[];
  /** Additional values for hooks. */
  readonly values?: JsonObject;
  readonly input: Json;
  readonly user: User;
  /** 16 hex digits. */
  readonly seed: string;
  readonly label: Label;
  /** Absolute directory that handler paths are relative to. */
  readonly root: string;
  /** The priority of the trigger that starts it; absent: its plan's own. */
  readonly priority?: Priority;
}

export function keepPlan(documents: Documents, file: PlanFile): Promise<Appended> {
  return documents.put(file.id, encodePlanFile(file.plan, file.about));
}

/**
 * A request as it rests: to be put after its plan file, since it names that. The first request of a run stays, whatever is
 * asked later.
 */
export function requestDocument(
  { sealer }: Keeper,
  run: RunId,
  request: RunRequest,
  { plan }: PlanFile,
): Document {
  const text = JSON.stringify(request);
  return { id: requestId(run), text: handlesSecrets(plan) ? sealedText(sealer, text, requestId(run)) : text };
}

type Keeper = Documents & Pick<Store, "sealer">;

/** Throws {@link DamagedJournal} where it cannot be read. */
export async function requestOf(documents: Keeper, run: RunId): Promise<RunRequest | undefined> {
  const text = await documents.get(requestId(run));
  if (text === undefined) return undefined;
  const runRequest = requestIn(unsealedText(documents.sealer, text, requestId(run)));
  if (runRequest === undefined) throw altered(run, "it is no request");
  return runRequest;
}

function requestIn(text: string): RunRequest | undefined {
  try {
    const result: unknown = JSON.parse(text);
    const isOne = typeof result === "object" && result !== null && "plan" in result && "root" in result;
    return isOne && typeof result.plan === "string" && typeof result.root === "string"
      ? (result as RunRequest)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function unaskedFor(run: RunId): Refusal {
  return { refused: "journal", message: `The journal does not say how the run ${run} was started.` };
}

/** Fields that stay constant during the run. */
const told = ["plan", "input", "user", "seed"] as const;

/** The request lies beside the chain: what it says is held against the run's first event. Throws {@link DamagedJournal}. */
export function holdAgainst(
  run: RunId,
  request: RunRequest,
  start: Readonly<Record<(typeof told)[number], unknown>> | undefined,
): void {
  const other = start && told.find((field) => !isDeepStrictEqual(request[field], start[field]));
  if (other !== undefined) throw altered(run, `its ${other} is not the one that the run began with`);
}

function altered(run: RunId, why: string): DamagedJournal {
  const message = `The journal was altered: what the run ${run} was asked for with is not as it was written: ${why}.`;
  return new DamagedJournal({ fault: "corrupt", message });
}

/** A plan that a run of the journal names; verified against its id, like any plan file. */
export async function keptPlan(documents: Documents, id: PlanId): Promise<PlanFile | Refusal> {
  const text = await documents.get(id);
  if (text === undefined) return { refused: "journal", message: `The journal has no plan file ${id}.` };
  const decoded = decodePlanFile(text, { sha256: (bytes) => hash("sha256", bytes, "hex") });
  if ("ok" in decoded && decoded.ok.id === id) return decoded.ok;
  const details = "fault" in decoded ? planFaultLines(decoded.fault) : [`it is the plan ${decoded.ok.id}`];
  return { refused: "journal", message: `The journal's plan file ${id} was altered.`, details };
}

/** The id of the document that has a run's request. */
export function requestId(run: RunId): string {
  return `request/${run}`;
}

/** The default user where a program names none: has every role of the plan, and has consented to nothing. */
export function localUser({ plan }: PlanFile): User {
  return { consents: [], id: "local", roles: Object.keys(plan.roles) };
}
