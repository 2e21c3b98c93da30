import type { Order, User } from "@orchlang/kernel/run";
import {
  decodePlanFile,
  encodePlanFile,
  type Json,
  type JsonObject,
  planFaultLines,
  type Schema,
} from "@orchlang/plan";
import { schemas } from "@orchlang/plan/boundary";
import type { Prunable } from "../orchestrator/prune.ts";
import type { Orchestrator } from "../orchestrator-api.ts";
import type { Approval, Refusal, StartRequest } from "../orchestrator-types.ts";
import { validValue } from "../workers/validate.ts";

/**
 * The protocol between commands and the process that holds the journal. Each operation is `POST
 * /orch.commands/2/<operation>` over the owner's socket, with its arguments as a record; the reply is the JSON of the
 * result of the function of that name. `watch` is replied to line by line. `GET /` identifies the owner. Any change of
 * the protocol gets a new number.
 */
export const protocol = "orch.commands/2";

/** The part of the runtime that a process serves to others while it holds the journal. */
export type Operations = Pick<
  Orchestrator,
  | "start"
  | "resume"
  | "rest"
  | "watch"
  | "answer"
  | "callback"
  | "order"
  | "prunable"
  | "prune"
  | "prunableEvents"
  | "pruneEvents"
  | "note"
>;

/** The reply to `GET /`. */
export interface OwnerHello {
  readonly protocol: string;
  readonly pid: number;
  /** The version of the release that serves. */
  readonly version: string;
  /** It has armed triggers, and holds the journal until it is ended. */
  readonly triggers?: true;
}

export type OperationName = keyof Operations;

/** A run to be started, the plan as the text of its file. */
interface StartMessage {
  readonly plan: string;
  readonly root: string;
  readonly input: Json;
  readonly user?: User;
  readonly request: string;
  readonly afterLoss?: boolean;
  readonly locked?: readonly Approval[];
  readonly certificates?: "required";
}

interface AnswerMessage {
  readonly run: string;
  readonly step: string;
  readonly value: Json;
  readonly by?: User;
  readonly id: string;
}

interface CallbackMessage {
  readonly token: string;
  readonly value: Json;
  readonly by?: User;
}

interface OrderMessage {
  readonly run: string;
  readonly step?: string;
  readonly order: Order["order"];
  readonly detail: Json;
  readonly why: string;
  readonly by?: User;
  readonly id: string;
}

export interface Messages {
  readonly start: StartMessage;
  readonly resume: { readonly run?: string };
  readonly rest: { readonly run: string; readonly patience: number };
  readonly watch: { readonly run: string; readonly from: number };
  readonly answer: AnswerMessage;
  readonly callback: CallbackMessage;
  readonly order: OrderMessage;
  readonly prunable: RunsMessage;
  readonly prune: RunsMessage;
  readonly prunableEvents: { readonly before: number };
  readonly pruneEvents: { readonly before: number; readonly end: number };
  readonly note: { readonly about: string; readonly fields: JsonObject; readonly id: string };
}

/** Runs, each with the instant before which it has to have ended. */
interface RunsMessage {
  readonly runs: readonly Prunable[];
}

const text = schemas.string();
const user = schemas.map(schemas.json());
const count = schemas.int({ min: 0 });
const runs = schemas.record({ runs: schemas.list(schemas.record({ run: text, endedBefore: count })) });
/** Every order that an operator may give. */
export const orders: readonly Order["order"][] = ["cancel", "pause", "unpause", "resolve", "retry", "skip"];

/** The JSON Schema of each operation's arguments. */
const messageSchemas: Readonly<Record<OperationName, Schema>> = {
  start: schemas.record(
    {
      plan: text,
      root: text,
      input: schemas.json(),
      user,
      request: text,
      afterLoss: schemas.bool(),
      locked: schemas.list(schemas.record({ plan: text, deploy: text })),
      certificates: schemas.constant("required"),
    },
    ["user", "afterLoss", "locked", "certificates"],
  ),
  resume: schemas.record({ run: text }, ["run"]),
  rest: schemas.record({ run: text, patience: count }),
  watch: schemas.record({ run: text, from: count }),
  answer: schemas.record({ run: text, step: text, value: schemas.json(), by: user, id: text }, ["by"]),
  callback: schemas.record({ token: text, value: schemas.json(), by: user }, ["by"]),
  order: schemas.record(
    {
      run: text,
      step: text,
      order: schemas.enum(orders),
      detail: schemas.json(),
      why: text,
      by: user,
      id: text,
    },
    ["step", "by"],
  ),
  prunable: runs,
  prune: runs,
  prunableEvents: schemas.record({ before: count }),
  pruneEvents: schemas.record({ before: count, end: count }),
  note: schemas.record({ about: text, fields: schemas.map(schemas.json()), id: text }),
};

const none = {};

/** Validates a message against its schema. The operation itself checks the users that it names. */
export function messageIn<Name extends OperationName>(
  name: Name,
  body: Json,
): { readonly ok: Messages[Name] } | Refusal {
  const valid = validValue(messageSchemas[name], body, none);
  if ("ok" in valid) return { ok: valid.ok as unknown as Messages[Name] };
  return { refused: "shape", message: `That is not what ${name} takes.`, details: valid.faults };
}

export function startMessage(wanted: StartRequest & { readonly request: string }): StartMessage {
  const { plan, root, input, user: by, request, afterLoss, locked, certificates } = wanted;
  return {
    plan: encodePlanFile(plan.plan, plan.about, plan.certificates),
    root,
    input,
    request,
    ...(by === undefined ? {} : { user: by }),
    ...(afterLoss === undefined ? {} : { afterLoss }),
    ...(locked === undefined ? {} : { locked: locked.map(approvalOf) }),
    ...(certificates === undefined ? {} : { certificates }),
  };
}

/** Approvals say more than what counts here. */
function approvalOf({ plan, deploy }: Approval): Approval {
  return { plan, deploy };
}

export function startRequest(message: StartMessage): StartRequest | Refusal {
  const decoded = decodePlanFile(message.plan);
  if ("fault" in decoded)
    return { refused: "shape", message: "That is no plan file.", details: planFaultLines(decoded.fault) };
  const { afterLoss, plan: _, ...rest } = message;
  return { ...rest, plan: decoded.ok, ...(afterLoss === true ? { afterLoss } : {}) };
}
