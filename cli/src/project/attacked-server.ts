import type { PlanFile } from "@orchlang/plan";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import type { Client, Probed } from "@orchlang/server/attack";
import type { AttackedInstallation, AttackOptions } from "@orchlang/simulator";
import type { Invocation } from "../command.ts";
import { UsageError } from "../exit.ts";
import { readJsonArgument, reason } from "./json-argument.ts";
import { serverAddress, serverToken } from "./server-token.ts";
import type { Subject } from "./subjects.ts";

/** How long one run on the server may take, ms. Longer worlds are for the simulator. */
const patience = 3_000;

/** A server that may be attacked: doubles stand in for its handlers. */
interface AttackedServer {
  surface(): Promise<readonly Probed[]>;
  plan(file: PlanFile, context: ScenarioContext, options: AttackOptions): Promise<AttackedInstallation>;
}

/** Refuses a server with real handlers, and one that serves other plans than those of the target. */
export async function openAttack(
  invocation: Invocation,
  subjects: readonly Subject[],
): Promise<AttackedServer> {
  const { attackSurface, Client: Connected, ServedInstallation } = await import("@orchlang/server/attack");
  const { attackInstallation } = await import("@orchlang/simulator");
  const address = serverAddress(invocation);
  const client = new Connected(address, serverToken(invocation));
  await admitted(client, address);
  const entry = await served(client, subjects);
  const webhooks = await webhooksOf(invocation);
  await consented(client, subjects);
  const installation = new ServedInstallation(client, patience);
  return {
    surface: () => attackSurface({ client, entry, ...webhooks }),
    plan: (file, context, options) =>
      attackInstallation(file, context, installation, { ...options, patience }),
  };
}

async function admitted(client: Client, address: string): Promise<void> {
  const { status, body } = await client.ask("/doubles").catch((error: unknown) => {
    throw new UsageError(`The server at ${address} cannot be reached: ${reason(error)}`);
  });
  if (status === 200 && body.doubles === true) {
    const exported = await client.ask("/audit/export");
    if (exported.status === 200) return;
    throw new UsageError(String(exported.body.detail));
  }
  if (status === 401 || status === 403)
    throw new UsageError("An attack needs the token of an admin.", [String(body.detail)]);
  throw new UsageError(`The server at ${address} calls real handlers, so it is not attacked.`, [
    "Start an installation of the same program with doubles: `orch serve --doubles`. It has a journal of its own.",
  ]);
}

/** A plan that the server serves; each target has to be the same there as here. */
async function served(client: Client, subjects: readonly Subject[]): Promise<string> {
  const { body } = await client.ask("/workflows");
  const listed = (body.workflows ?? []) as readonly { readonly name: string; readonly plan: string }[];
  const there = new Map(listed.map(({ name, plan }) => [name, plan]));
  const other = subjects.flatMap(({ plan, context }) => {
    const known = there.get(plan.plan.entry);
    if (known === plan.id) return [];
    // A trigger may start a private plan, which no server lists.
    if (known === undefined && context.armed !== undefined) return [];
    return [`\`${plan.plan.entry}\` ${known === undefined ? "is not served" : "is another plan"} there`];
  });
  if (other.length > 0)
    throw new UsageError(
      "The server does not serve this program: start it again with the same files.",
      other,
    );
  return listed[0]?.name ?? "";
}

/** The runs are those of the token's own user, who consents: no handler is called, and a denied run shows little. */
async function consented(client: Client, subjects: readonly Subject[]): Promise<void> {
  const scopes = subjects.flatMap(({ plan }) =>
    Object.values(plan.plan.capabilities).flatMap((capability) => capability.scopes),
  );
  for (const scope of new Set(scopes)) {
    const { status, body } = await client.ask("/consents", { body: { scope } });
    if (status !== 202)
      throw new UsageError(`The server takes no consent to \`${scope}\`.`, [String(body.detail)]);
  }
}

async function webhooksOf(invocation: Invocation) {
  const file = invocation.text("settings");
  if (file === undefined) return { sources: {}, secrets: {} };
  const { settingsIn } = await import("@orchlang/server");
  const settings = settingsIn(readJsonArgument("--settings", `@${file}`));
  if ("faults" in settings) throw new UsageError(`\`${file}\` is no file of settings.`, settings.faults);
  const { sources = {} } = settings;
  const names = Object.values(sources).flatMap(({ secretVariable }) => secretVariable ?? []);
  const unset = names.filter((name) => process.env[name] === undefined);
  if (unset.length > 0) throw new UsageError(`\`${file}\` names variables that are not set.`, unset);
  return { sources, secrets: Object.fromEntries(names.map((name) => [name, process.env[name] ?? ""])) };
}
