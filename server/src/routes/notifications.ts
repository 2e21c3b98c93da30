import type { Json, JsonObject } from "@orchlang/plan";
import { attentionNow, reasons } from "../attention.ts";
import type { Context } from "../context.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { alertKinds } from "../live/publish.ts";
import {
  type Subscription,
  subscriptionsOf,
  subscriptionsSetting,
  versionOfSubscriptions,
} from "../notify/notifier.ts";
import { orProblem, ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { anyObject, count, flag, list, oneOf, record, text, time } from "../schemas.ts";
import { planNamed } from "./workflows.ts";

const why = { ...text, minLength: 1, maxLength: 1_000 };
const kinds = { ...list(oneOf(...alertKinds)), minItems: 1, description: "left out: all alerts" };
const plans = { ...list(text), minItems: 1, description: "left out: all plans" };
const subscription = record({ subscription: text, channel: text, kinds, plans }, ["kinds", "plans"]);
const delivery = record(
  {
    delivery: text,
    subscription: text,
    channel: text,
    status: oneOf("queued", "delivered", "dead"),
    attempts: count,
    at: time,
    kind: text,
    workflow: text,
    data: anyObject,
    why: { ...text, description: "why the last attempt failed" },
  },
  ["workflow", "why"],
);
/** As many subscriptions: all are one value in the journal. */
const subscriptionsMax = 100;

/** Routes for alerts that need a person, and for those who receive them. */
export const notificationRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/attention",
    operation: "listAttention",
    summary: "Everything that goes on only once a person has acted, with the reason",
    group: "status",
    role: "viewer",
    reply: record({
      attention: list(
        record({ run: text, workflow: text, step: text, about: oneOf(...reasons), due: time }, ["due"]),
      ),
      total: count,
    }),
    handle: async ({ orchestrator, journal, now }, { by }) => {
      const records: JsonObject[] = [];
      for (const one of attentionNow(orchestrator, now())) {
        const file = await journal.plan(one.run);
        const workflow = "refused" in file ? "" : file.plan.entry;
        if (maySee(by, workflow)) records.push({ ...one, workflow });
      }
      return { body: { attention: records.slice(0, 1_000), total: records.length } };
    },
  },
  {
    method: "GET",
    path: "/notifications/channels",
    operation: "listNotificationChannels",
    summary: "Channels of the settings file, by name and kind",
    group: "notifications",
    role: "operator",
    reply: record({ channels: list(record({ name: text, kind: oneOf("webhook", "email", "chat") })) }),
    handle: ({ notifier }) => ({
      body: { channels: Object.entries(notifier.channels).map(([name, { kind }]) => ({ name, kind })) },
    }),
  },
  {
    method: "POST",
    path: "/notifications/channels/:channel/test",
    operation: "testNotificationChannel",
    summary: "Send a test to a channel, once, and return whether it was taken",
    group: "notifications",
    role: "operator",
    keyed: true,
    params: record({ channel: text }),
    reply: record({ delivered: flag, why: text }, ["why"]),
    handle: async ({ notifier }, { params, key }) => {
      const channel = channelNamed(notifier.channels, params.channel ?? "");
      const sent = await notifier.test(channel, `test-${key}`);
      return { body: sent.ok ? { delivered: true } : { delivered: false, why: sent.why } };
    },
  },
  {
    method: "GET",
    path: "/notifications/subscriptions",
    operation: "listSubscriptions",
    summary: "Which alerts go to which channel",
    group: "notifications",
    role: "operator",
    reply: record({ subscriptions: list(subscription) }),
    handle: ({ orchestrator }) => ({
      body: {
        subscriptions: subscriptionsOf(orchestrator).map(({ id, ...one }) => ({ subscription: id, ...one })),
      },
    }),
  },
  {
    method: "POST",
    path: "/notifications/subscriptions",
    operation: "subscribe",
    summary: "Send alerts to a channel from now on",
    group: "notifications",
    role: "operator",
    keyed: true,
    body: record({ channel: text, kinds, plans, why }, ["kinds", "plans"]),
    status: 202,
    reply: record({ subscription: text }),
    handle: async (context, { by, body, key }) => {
      needsAll(by);
      const { orchestrator, notifier, program } = context;
      const before = subscriptionsOf(orchestrator);
      if (before.some(({ id }) => id === key)) return { body: { subscription: key } };
      if (before.length >= subscriptionsMax)
        throw new ProblemError(
          409,
          "too_many",
          `There are ${subscriptionsMax} subscriptions: end one first.`,
        );
      const about = Array.isArray(body.plans)
        ? { plans: body.plans.map((name) => planNamed(program, by, String(name)).plan.entry) }
        : {};
      const made: Subscription = {
        id: key,
        channel: channelNamed(notifier.channels, String(body.channel)),
        ...(Array.isArray(body.kinds) ? { kinds: body.kinds.map(String) } : {}),
        ...about,
      };
      await keep(context, [...before, made], by, { why: String(body.why), key });
      return { body: { subscription: key } };
    },
  },
  {
    method: "POST",
    path: "/notifications/subscriptions/:subscription/end",
    operation: "unsubscribe",
    summary: "End a subscription",
    group: "notifications",
    role: "operator",
    keyed: true,
    params: record({ subscription: text }),
    body: record({ why }),
    status: 202,
    reply: record({ done: { const: true } }),
    handle: async (context, { by, params, body, key }) => {
      needsAll(by);
      const before = subscriptionsOf(context.orchestrator);
      const left = before.filter(({ id }) => id !== params.subscription);
      if (left.length < before.length) await keep(context, left, by, { why: String(body.why), key });
      return { body: { done: true } };
    },
  },
  {
    method: "GET",
    path: "/notifications/deliveries",
    operation: "listDeliveries",
    summary: "Deliveries, newest first: queued, delivered, or dead after the last attempt",
    group: "notifications",
    role: "operator",
    query: record(
      {
        status: oneOf("queued", "delivered", "dead"),
        limit: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
      },
      ["status", "limit"],
    ),
    reply: record({ deliveries: list(delivery) }),
    handle: ({ notifier }, { by, query }) => {
      needsAll(by);
      const deliveries = notifier
        .deliveries()
        .filter(({ status }) => query.status === undefined || status === query.status);
      return {
        body: {
          deliveries: deliveries
            .slice(0, Number(query.limit ?? 100))
            .map(({ id, notification, ...one }): JsonObject => {
              const { kind, workflow, data } = notification;
              return { delivery: id, ...one, kind, ...(workflow === undefined ? {} : { workflow }), data };
            }),
        },
      };
    },
  },
  {
    method: "POST",
    path: "/notifications/deliveries/:delivery/retry",
    operation: "retryDelivery",
    summary: "Try a dead delivery again",
    group: "notifications",
    role: "operator",
    keyed: true,
    params: record({ delivery: text }),
    status: 202,
    reply: record({ status: oneOf("queued", "delivered", "dead") }),
    handle: async ({ notifier }, { by, params, key }) => {
      needsAll(by);
      const result = await notifier.retry(params.delivery ?? "", key);
      if (result === undefined)
        throw new ProblemError(404, "unknown_delivery", "There is no such delivery: list them.");
      return { body: { status: result.status } };
    },
  },
];

function needsAll(by: Principal): void {
  if (by.plans !== undefined)
    throw new ProblemError(403, "plans", "A token of some plans does not act on notifications.");
}

function channelNamed(channels: Readonly<Record<string, unknown>>, name: string): string {
  if (Object.hasOwn(channels, name)) return name;
  const detail = "There is no such channel in the settings file; `faults` lists those that there are.";
  throw new ProblemError(404, "unknown_channel", detail, Object.keys(channels));
}

async function keep(
  { orchestrator }: Context,
  subscriptions: readonly Subscription[],
  by: Principal,
  { why: reason, key }: { readonly why: string; readonly key: string },
): Promise<void> {
  const value = subscriptions as unknown as Json;
  const wanted = { name: subscriptionsSetting, value, expects: versionOfSubscriptions(orchestrator) };
  orProblem(await orchestrator.set(wanted, reason, by.user, `subscriptions ${key}`));
}
