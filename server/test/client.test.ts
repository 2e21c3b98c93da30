import type { paths } from "@orchlang/console/api";
import { Ajv } from "ajv";
import createClient, { type Middleware } from "openapi-fetch";
import { expect, test, vi } from "vitest";
import { begun, ended, soon } from "./begun.ts";
import { type Started, started } from "./started.ts";

/* Every operation that reads, through the generated client; each response has the form that the document says. */

interface Document {
  readonly paths: Readonly<Record<string, { readonly get?: Operation }>>;
}
interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

const base = "/api/orchestration";

/** An export is lines of JSON (`two-persons.test.ts`); only large values have a hash (`large-values.test.ts`); an event stream never ends (`live.test.ts`); signing in at a provider leads away (`issuers.test.ts`). */
const elsewhere = [
  `${base}/values/{hash}`,
  `${base}/audit/export`,
  `${base}/session/oidc`,
  `${base}/session/oidc/callback`,
  `${base}/stream/{channel}`,
] as const;

/** A client that holds each response against the document, and the paths that it has read. */
async function checkedClient({ server, token }: Started) {
  const document = (await (await fetch(`${server.address}/openapi.json`)).json()) as Document;
  const ajv = new Ajv({ strict: false, allErrors: true });
  const read = new Set<string>();
  const formless = new Set<string>();
  const check: Middleware = {
    onResponse: async ({ schemaPath, response }) => {
      const operation = document.paths[schemaPath]?.get;
      const schema = operation?.responses[response.status]?.content?.["application/json"]?.schema;
      read.add(schemaPath);
      if (schema === undefined) {
        formless.add(schemaPath);
        return;
      }
      const fits = ajv.compile(schema);
      fits(await response.clone().json());
      const faults = (fits.errors ?? []).map(({ instancePath, message, params }) => [
        schemaPath,
        instancePath,
        message,
        params,
      ]);
      expect(faults).toEqual([]);
    },
  };
  const authorization = `Bearer ${token({ role: "admin", roles: ["shop.boss"] })}`;
  const client = createClient<paths>({ baseUrl: server.address, headers: { authorization } });
  client.use(check);
  const wanted = Object.entries(document.paths).flatMap(([path, { get }]) =>
    get === undefined ? [] : [path],
  );
  return { client, read, formless, wanted };
}

/** Runs in every state, and an event that set one off. */
async function lively(server: Started): Promise<readonly string[]> {
  const over = [await begun(server, "quick"), await begun(server, "broken")];
  for (const run of over) await ended(server, run);
  const open = [await begun(server, "pay"), await begun(server, "known"), await begun(server, "order_all")];
  const fields = { id: "e1", amount: { currency: "USD", amount: "5.00" }, buyer: "Ada Lovelace" };
  const event = { event: "shop.order", from: "web", fields };
  await server.ask("operator", "POST", `${base}/events/ingest`, event, "e1");
  await server.ask("operator", "POST", `${base}/resources/allocate`, { pool: "tills", why: "a test" }, "a1");
  await vi.waitFor(async () => {
    const { body } = await server.ask("approver", "GET", `${base}/tasks`);
    expect(body.total).toBe(open.length);
  }, soon);
  return [...over, ...open];
}

test("every operation that reads is called by the generated client, and has the form that the document says", async () => {
  const server = await started({ text: { root: "shop", given: [], files: [], standard: [] } });
  const runs = await lively(server);
  const { client, read, formless, wanted } = await checkedClient(server);
  const unread = (): readonly string[] => wanted.filter((path) => !read.has(path));

  await client.GET("/health");
  await client.GET("/ready");
  await client.GET("/metrics", { parseAs: "text" });
  const listed = await client.GET(`${base}/runs`, { params: { query: { limit: 2 } } });
  expect(listed.data?.runs).toHaveLength(2);
  await client.GET(`${base}/runs`, { params: { query: { cursor: listed.data?.next ?? "" } } });
  for (const run of runs) {
    const params = { path: { run } };
    const one = await client.GET(`${base}/runs/{run}`, { params });
    expect(one.data?.run).toBe(run);
    await client.GET(`${base}/runs/{run}`, { params: { ...params, query: { at: 0 } } });
    await client.GET(`${base}/runs/{run}/timeline`, { params });
    await client.GET(`${base}/runs/{run}/graph`, { params });
    await client.GET(`${base}/runs/{run}/graph/states`, { params });
    await client.GET(`${base}/runs/{run}/events`, { params });
    const query = { with: runs[0] ?? "" };
    await client.GET(`${base}/runs/{run}/difference`, { params: { ...params, query } });
  }
  const { data } = await client.GET(`${base}/workflows`);
  for (const { name } of data?.workflows ?? []) {
    const params = { path: { workflow_name: name } };
    expect((await client.GET(`${base}/workflows/{workflow_name}`, { params })).data?.name).toBe(name);
    await client.GET(`${base}/workflows/{workflow_name}/graph`, { params });
  }
  await client.GET(`${base}/settings/{setting}`, { params: { path: { setting: "daily" } } });
  await client.GET(`${base}/programs/{program}`, { params: { path: { program: "quick" } } });
  await client.GET(`${base}/programs/{program}/scenarios`, { params: { path: { program: "quick" } } });
  await client.GET(`${base}/programs/{program}/difference`, { params: { path: { program: "quick" } } });
  await client.GET(`${base}/context/{name}/history`, { params: { path: { name: "daily" } } });
  await client.GET(`${base}/triggers/{trigger}/decisions`, { params: { path: { trigger: "arrives" } } });
  for (const name of ["hall", "shop.hot"])
    await client.GET(`${base}/context/{name}/history`, { params: { path: { name } } });
  const judged = { claim: "shop.guess", outcome: "shop.pay" };
  expect((await client.GET(`${base}/reports/reliability`, { params: { query: judged } })).data?.claims).toBe(
    0,
  );
  expect((await client.GET(`${base}/tasks`)).data?.tasks).toHaveLength(3);
  // The others need no more than their path.
  for (const path of unread())
    if (!elsewhere.includes(path as (typeof elsewhere)[number])) {
      const { response } = await client.GET(path as `${typeof base}/status`);
      expect([path, response.status]).toEqual([path, 200]);
    }
  expect(unread()).toEqual(elsewhere);
  expect([...formless]).toEqual(["/health", "/ready", "/metrics"]);
});
