import type { JsonObject } from "@orchlang/plan";
import { type Delegation, delegate, delegations, endDelegation } from "../consent/delegations.ts";
import { speaksFor } from "../consent/may-consent.ts";
import type { Context } from "../context.ts";
import { noteActingFor } from "../identity/acting-for.ts";
import { unknownConsents } from "../identity/known-names.ts";
import type { Principal } from "../identity/principal.ts";
import { includes } from "../identity/roles.ts";
import { orProblem, ProblemError } from "../problem.ts";
import type { Answered, Asked, Route } from "../route.ts";
import { list, record, text, time } from "../schemas.ts";

const name = { ...text, minLength: 1, maxLength: 200 };
const why = { ...text, minLength: 1, maxLength: 500 };
const user = { ...name, description: "the subject; left out: the token's user" };
const done = record({ done: { const: true } });
const delegation = record({
  delegation: text,
  user: { ...text, description: "the subject, who has given it" },
  to: { ...text, description: "who may consent in the subject's name" },
  scopes: list(text),
  at: time,
  until: time,
  why: text,
});
const consent = record(
  {
    scope: text,
    at: time,
    until: time,
    by: { ...text, description: "who gave it in the subject's name; left out: the subject" },
    under: { ...text, description: "the delegation by which they might" },
  },
  ["until", "by", "under"],
);

/** Consents: given and withdrawn by their subject, by somebody to whom the subject has delegated that, or by an admin. */
export const consentRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/consents",
    operation: "listConsents",
    summary:
      "The consents of a user, with who gave them: one's own, those of one's delegators, or, for operators, anybody's",
    group: "consents",
    role: "viewer",
    query: record({ user }, ["user"]),
    reply: record({ user: text, given: list(consent), withdrawn: list(text) }),
    handle: (context, { by, query }) => {
      const subject = typeof query.user === "string" ? query.user : by.user.id;
      const isMine = subject === by.user.id || delegations(context).some(concerns(subject, by));
      if (!isMine && !(includes(by.role, "operator") && by.plans === undefined))
        throw new ProblemError(
          403,
          "not_yours",
          "These are somebody else's consents, who has delegated none to you.",
        );
      const { given, withdrawn } = context.orchestrator.consents(subject);
      return { body: { user: subject, given, withdrawn } };
    },
  },
  {
    method: "POST",
    path: "/consents",
    operation: "giveConsent",
    summary: "Consent to a scope, for runs that begin from now on, until then or for good",
    group: "consents",
    role: "viewer",
    keyed: true,
    body: record({ scope: name, user, until: time }, ["user", "until"]),
    status: 202,
    reply: done,
    handle: (context, asked) => {
      const unknown = unknownConsents(context.program, [String(asked.body.scope)]);
      if (unknown.length > 0)
        throw new ProblemError(422, "unknown_scope", "Nothing in the program needs this consent.", unknown);
      const { until } = asked.body;
      return tell(context, asked, { kind: "consent", ...(typeof until === "number" ? { until } : {}) });
    },
  },
  {
    method: "POST",
    path: "/consents/withdraw",
    operation: "withdrawConsent",
    summary: "Withdraw a consent: no action under it begins any more, in no run of the subject",
    group: "consents",
    role: "viewer",
    keyed: true,
    body: record({ scope: name, user }, ["user"]),
    status: 202,
    reply: done,
    handle: (context, asked) => tell(context, asked, { kind: "withdrawal" }),
  },
  {
    method: "GET",
    path: "/consents/delegations",
    operation: "listDelegations",
    summary: "Delegations of consent: one's own, those to oneself, and, for operators, all",
    group: "consents",
    role: "viewer",
    reply: record({ delegations: list(delegation) }),
    handle: (context, { by }) => {
      const seesAll = includes(by.role, "operator") && by.plans === undefined;
      const seen = delegations(context).filter(
        ({ user: subject, to }) => seesAll || subject === by.user.id || to === by.user.id,
      );
      return { body: { delegations: seen.map(view) } };
    },
  },
  {
    method: "POST",
    path: "/consents/delegations",
    operation: "delegateConsent",
    summary: "Let somebody consent in your name to these scopes until then; nobody does that for another",
    group: "consents",
    role: "viewer",
    keyed: true,
    body: record({ to: name, scopes: { ...list(name), minItems: 1, maxItems: 20 }, until: time, why }),
    status: 202,
    reply: record({ delegation: text }),
    handle: async (context, { by, body, key }) => {
      const wanted = wantedOf(context, by, { body, key });
      await delegate(context, by, wanted);
      return { body: { delegation: wanted.id } };
    },
  },
  {
    method: "POST",
    path: "/consents/delegations/:delegation/end",
    operation: "endDelegation",
    summary:
      "End a delegation: by its subject, its delegate or an admin. Consents that were given under it stay",
    group: "consents",
    role: "viewer",
    keyed: true,
    params: record({ delegation: text }),
    body: record({ why }),
    status: 202,
    reply: done,
    handle: async (context, { by, params, body, key }) => {
      const may = ({ user: subject, to }: Delegation): boolean =>
        subject === by.user.id || to === by.user.id || includes(by.role, "admin");
      const result = delegations(context).find((one) => one.id === params.delegation && may(one));
      if (result === undefined) {
        if (hasEnded(context, key)) return { body: { done: true } };
        throw new ProblemError(404, "unknown_delegation", "No such delegation of yours counts: list them.");
      }
      await endDelegation(context, by, result, { why: String(body.why), key });
      return { body: { done: true } };
    },
  },
];

/** It was ended under this key before. */
function hasEnded({ orchestrator }: Context, key: string): boolean {
  return orchestrator
    .settings()
    .some(({ versions }) => versions.some(({ id }) => id === `delegation ends ${key}`));
}

function concerns(subject: string, by: Principal): (one: Delegation) => boolean {
  return ({ user: whose, to }) => whose === subject && to === by.user.id;
}

function view({ id, ...one }: Delegation): JsonObject {
  return { delegation: id, ...one };
}

function wantedOf(context: Context, by: Principal, { body, key }: Pick<Asked, "body" | "key">): Delegation {
  const { to, until } = body;
  const scopes = Array.isArray(body.scopes) ? [...new Set(body.scopes.map(String))].sort() : [];
  const now = context.now();
  if (to === by.user.id)
    throw new ProblemError(422, "own_name", "You consent in your own name without a delegation.");
  if (Number(until) <= now)
    throw new ProblemError(
      422,
      "until",
      "`until` is in the past: give milliseconds since 1970 in the future.",
    );
  const unknown = unknownConsents(context.program, scopes);
  if (unknown.length > 0)
    throw new ProblemError(422, "unknown_scope", "Nothing in the program needs such a consent.", unknown);
  return {
    id: key,
    user: by.user.id,
    to: String(to),
    scopes,
    at: now,
    until: Number(until),
    why: String(body.why),
  };
}

type Word = { readonly kind: "consent"; readonly until?: number } | { readonly kind: "withdrawal" };

async function tell(context: Context, { by, body, key }: Asked, word: Word): Promise<Answered> {
  const subject = typeof body.user === "string" ? body.user : by.user.id;
  const scope = String(body.scope);
  const record = { ...word, id: key, user: subject, scope };
  const details = { ...record, ...speaksFor(context, by, record) };
  await noteActingFor(context, by, details, key);
  orProblem(await context.orchestrator.ingest(details));
  return { body: { done: true } };
}
