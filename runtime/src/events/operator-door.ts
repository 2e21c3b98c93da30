/** What people and operators say by HTTP to the process that holds the journal. */
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { decodePlanFile, type Json, type JsonObject, planFaultLines } from "@orchlang/plan";
import type { Order, User } from "../kernel/run/events.ts";
import type { Approval, Orchestrator, Refusal } from "../orchestrator-api.ts";

export interface Reply {
  readonly status: number;
  readonly body: Json;
}

export const operatorPaths: ReadonlySet<string> = new Set(["/answers", "/orders", "/callbacks", "/runs"]);

/** Whether it comes with the door's token. */
export function isOperator({ headers }: IncomingMessage, token: string | undefined): boolean {
  const given = Buffer.from(headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return token !== undefined && given.length === wanted.length && timingSafeEqual(given, wanted);
}

/**
 * `/answers`: `{ run, step, value }`. `/orders`: `{ run, step?, order, detail?, why? }`, `/callbacks`: `{ token, value }`.
 * `/runs`: `{ plan, root, input?, request?, locked? }`, the plan as the text of its file; the reply names the `run`.
 * `by` in each: in whose name; like an order and a run it needs the door's token.
 */
export async function operators(
  orchestrator: Orchestrator,
  path: string,
  body: Json,
  isTrusted: boolean,
): Promise<Reply> {
  const said = isRecord(body) ? body : {};
  if (!isTrusted && (path === "/orders" || path === "/runs" || said.by !== undefined))
    return {
      status: 403,
      body: { error: "that may only be said with the token of this door", why: "token" },
    };
  const by = userIn(said.by);
  if ("refused" in by) return replyTo(by);
  if (path !== "/runs") return replyTo(await told(orchestrator, path, said, by.user));
  const started = await start(orchestrator, said, by.user);
  return "refused" in started
    ? replyTo(started)
    : { status: 202, body: { taken: 1, refused: [], run: started.run } };
}

async function told(
  orchestrator: Orchestrator,
  path: string,
  { run, step, value = null, order, detail = null, why = "", token }: JsonObject,
  by: User | undefined,
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
  by: User | undefined,
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
    ...(by === undefined ? {} : { user: by }),
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

const orders: readonly Order["order"][] = ["cancel", "pause", "unpause", "resolve", "retry", "skip"];

function userIn(said: Json | undefined): { readonly user: User | undefined } | Refusal {
  if (said === undefined) return { user: undefined };
  const { id, roles = [], consents = [], withdrawn: _, ...rest } = isRecord(said) ? said : {};
  return typeof id === "string" && areTexts(roles) && areTexts(consents)
    ? { user: { ...rest, id, roles, consents } }
    : shape("`by` is { id, roles, consents }");
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function areTexts(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
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
