import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { reason } from "../project/json-argument.ts";
import { serverAddress, serverToken } from "../project/server-token.ts";

interface Worker {
  readonly worker: string;
  readonly state: string;
  readonly standing: string;
  readonly why?: string;
  readonly offers: readonly { readonly pool: string; readonly capacity: number; readonly unfit?: string }[];
  readonly jobs: readonly { readonly pool: string }[];
  readonly heard: number;
}

export const workers: CommandDefinition = {
  name: "workers",
  summary: "list the workers of a server, or quarantine, release or drain one",
  arguments: [
    { form: "[action]", says: "`quarantine`, `release` or `drain`; left out: lists them" },
    { form: "[worker]", says: "the worker's name" },
  ],
  options: [
    { form: "--server <url>", says: "the server's address", default: "http://127.0.0.1:7300" },
    { form: "--token-file <file>", says: "a file with a token: of a viewer to list, of an operator to act" },
    { form: "--why <text>", says: "the reason, for the journal" },
  ],
  formats: ["pretty", "json"],
  examples: [
    "orch workers --token-file .orch/journal.db-admin-token",
    "orch workers drain w2 --why 'a new disk' --token-file .orch/journal.db-admin-token",
  ],
  async run(invocation) {
    const [action, name] = invocation.args;
    const { out } = invocation.terminal;
    if (action === undefined) {
      const { workers: all = [] } = (await asked(invocation, "/workers")) as { workers?: readonly Worker[] };
      if (invocation.format === "json") out.json({ workers: all as never });
      else if (all.length === 0) out.line("no worker has connected");
      else for (const one of all) out.line(lineOf(one));
      return ExitCode.done;
    }
    if (!["quarantine", "release", "drain"].includes(action))
      throw new UsageError(`\`${action}\` is none of quarantine, release and drain.`);
    const why = invocation.text("why");
    if (name === undefined || why === undefined)
      throw new UsageError(`orch workers ${action} needs the worker's name and --why.`);
    const fields = await asked(invocation, `/workers/${encodeURIComponent(name)}/${action}`, { why });
    if (invocation.format === "json") out.json(fields as never);
    else out.line(`${name} is ${String(fields.standing)}`);
    return ExitCode.done;
  },
};

function lineOf({ worker, state, standing, why, offers, jobs }: Worker): string {
  const pools = offers.map(({ pool, capacity, unfit }) => {
    const busy = jobs.filter((job) => job.pool === pool || job.pool.endsWith(`.${pool}`)).length;
    return `${pool} ${busy} of ${capacity}${unfit === undefined ? "" : ` (${unfit})`}`;
  });
  const stands = standing === "open" ? "" : `, ${standing}${why === undefined ? "" : `: ${why}`}`;
  return `${worker}  ${state}${stands}  ${pools.join(", ")}`;
}

async function asked(
  invocation: Invocation,
  path: string,
  body?: object,
): Promise<Readonly<Record<string, unknown>>> {
  const server = serverAddress(invocation);
  const headers = {
    authorization: `Bearer ${serverToken(invocation)}`,
    ...(body === undefined
      ? {}
      : { "content-type": "application/json", "idempotency-key": crypto.randomUUID() }),
  };
  const request = body === undefined ? { headers } : { headers, method: "POST", body: JSON.stringify(body) };
  const response = await fetch(`${server}/api/orchestration${path}`, request).catch((error: unknown) => {
    throw new UsageError(`The server at ${server} cannot be reached: ${reason(error)}`);
  });
  const fields = (await response.json()) as Readonly<Record<string, unknown>>;
  if (!response.ok)
    throw new UsageError(String(fields.detail ?? `The server answers with ${response.status}.`));
  return fields;
}
