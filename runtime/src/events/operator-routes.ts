/** The HTTP ingress for people and operators, in the process that holds the journal. */
import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { User } from "@orchlang/kernel/run";
import { decodePlanFile, type Json, type JsonObject, planFaultLines } from "@orchlang/plan";
import type { Orchestrator } from "../orchestrator-api.ts";
import type { Approval, Refusal } from "../orchestrator-types.ts";
import { orders } from "../owner/messages.ts";

export interface Reply {
  readonly status: number;
  readonly body: Json;
}

export const operatorPaths: ReadonlySet<string> = new Set(["/answers", "/orders", "/callbacks", "/runs"]);

/** True if it comes with the ingress's token. Takes as long whatever was given. */
export function hasToken({ headers }: IncomingMessage, token: string): boolean {
  return timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${token}`));
}

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}

/**
 * `/answers`: `{ run, step, value }`. `/orders`: `{ run, step?, order, detail?, why? }`, `/callbacks`: `{ token, value }`.
 * `/runs`: `{ plan, root, input?, request?, locked? }`, the plan as the text of its file; the reply names the `run`.
 * `by`: whose token it came with; nobody says so of themselves.
 */
export async function operators(
  orchestrator: Orchestrator,
  path: string,
  body: Json,
  by: User,
): Promise<Reply> {
  const fields = isRecord(body) ? body : {};
  if (fields.by !== undefined)
    return {
      status: 403,
      body: { error: "who says it follows from the token, not from `by`", why: "identity" },
    };
  if (path !== "/runs") return replyTo(await ordered(orchestrator, path, fields, by));
  const started = await start(orchestrator, fields, by);
  return "refused" in started
    ? replyTo(started)
    : { status: 202, body: { taken: 1, refused: [], run: started.run } };
}

async function ordered(
  orchestrator: Orchestrator,
  path: string,
  { run, step, value = null, order, detail = null, why = "", token }: JsonObject,
  by: User,
): Promise<{ readonly done: true } | Refusal> {
  if (path === "/callbacks")
    return typeof token === "string"
      ? await orchestrator.callback(token, value, by)
      : shape("what comes back is { token, value }");
  if (path === "/answers")
    return typeof run === "string" && typeof step === "string"
      ? await orchestrator.answer(run, step, value, by)
      : shape("an answer is { run, step, value }");
  const word = orders.find((one) => one === order);
  const isFit = typeof run === "string" && typeof why === "string";
  if (word === undefined || !isFit || (step !== undefined && typeof step !== "string"))
    return shape(
      `an order is { run, step?, order, detail?, why? }, and the order one of ${orders.join(", ")}`,
    );
  return await orchestrator.order(run, step, word, detail, why, by);
}

async function start(
  orchestrator: Orchestrator,
  { plan, root, input = {}, request, locked }: JsonObject,
  by: User,
): ReturnType<Orchestrator["start"]> {
  const isFit = typeof plan === "string" && typeof root === "string";
  const isNamed = request === undefined || typeof request === "string";
  if (!isFit || !isNamed || !(locked === undefined || areApprovals(locked)))
    return shape("a run is { plan, root, input?, request?, locked? }, and the plan the text of its file");
  const decoded = decodePlanFile(plan);
  if ("fault" in decoded)
    return { refused: "shape", message: "That is no plan file.", details: planFaultLines(decoded.fault) };
  return await orchestrator.start({
    plan: decoded.ok,
    root,
    input,
    user: by,
    ...(request === undefined ? {} : { request }),
    ...(locked === undefined ? {} : { locked }),
  });
}

function areApprovals(value: Json): value is readonly (JsonObject & Approval)[] {
  return (
    Array.isArray(value) &&
    value.every((one) => isRecord(one) && typeof one.plan === "string" && typeof one.deploy === "string")
  );
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shape(message: string): Refusal {
  return { refused: "shape", message };
}

export function replyTo(done: { readonly done: true } | Refusal): Reply {
  if (!("refused" in done)) return { status: 202, body: { taken: 1, refused: [] } };
  const { refused, message, details } = done;
  return {
    status: refused === "unknown" ? 404 : 422,
    body: { error: message, why: refused, ...(details === undefined ? {} : { details }) },
  };
}
