import { hash } from "node:crypto";
import { present } from "@orchlang/kernel";
import type { Capability, Handler, Json, JsonObject, Plan, PlanFile } from "@orchlang/plan";
import { checkCertificates } from "@orchlang/plan/certificate";
import { asJson, canonical } from "@orchlang/plan/json";
import type { Deploy, Refusal } from "../orchestrator-types.ts";
import { handlerFile } from "../workers/handler-file.ts";
import { type HandlerSettings, limitsAround } from "../workers/handler-limits.ts";
import { configuredServer } from "../workers/mcp/servers.ts";
import { projectAround } from "../workers/project.ts";
import type { Workplace } from "../world/world.ts";
import { CodeHashes } from "./code-hash.ts";
import { memoryOf } from "./memory-places.ts";
import { type ModelRoutes, modelRoutes, routeHash } from "./model-routes.ts";
import { Registry } from "./registry.ts";
import type { RunRequest } from "./request.ts";
import type { Run } from "./run.ts";
import type { RunHooks } from "./run-hooks.ts";

/** The code that a run would use, or every capability whose code is missing. */
export function deployOf(
  { id, plan }: PlanFile,
  root: string,
  registry: Registry,
  code: CodeHashes = new CodeHashes(),
): Deploy | Refusal {
  const details: string[] = [];
  const handlers: Record<string, string> = {};
  const routes = modelRoutes(plan, root, registry);
  // Faults in the project's settings of handlers are reported before any setting is applied.
  const settings = limitsAround(root);
  for (const capability of called(plan)) {
    const route = routes.get(capability.name);
    const set = "wrong" in settings ? undefined : settings.get(capability.name);
    const question =
      route === undefined || set?.run !== undefined
        ? codeOf(capability, set, root, registry, code)
        : questionOf(capability, route);
    if ("missing" in question) details.push(question.missing);
    else handlers[capability.name] = question.hash;
  }
  const models = modelsOf(plan, root);
  if ("wrong" in settings) details.push(...settings.wrong);
  if (details.length > 0) {
    const message = `The plan cannot be run: ${details.length === 1 ? "a handler is" : "handlers are"} missing.`;
    return { refused: "handlers", message, details };
  }
  return { id: deployId(id, handlers, models), handlers };
}

/** The same without an orchestrator: for a plan all of whose handlers say where their code is. */
export function deployHere(file: PlanFile, root: string): Deploy | Refusal {
  return deployOf(file, root, new Registry());
}

/** Rules that change while plans run have a place in it (semantics, rule 55); there are none yet. */
function deployId(plan: string, handlers: Deploy["handlers"], models: Json): string {
  return `sha256:${hash("sha256", canonical({ plan, handlers, models, rules: {} }), "hex")}`;
}

/** Where a plan asks models, what the project says of them. */
function modelsOf(plan: Plan, root: string): Json {
  if (!called(plan).some(({ model }) => model !== undefined)) return {};
  const project = projectAround(root);
  return project === undefined || "wrong" in project ? {} : ((project.settings.models ?? {}) as Json);
}

/** The capabilities whose code is other code than it was. */
function changedCode(before: Deploy["handlers"], { handlers }: Deploy): readonly string[] {
  return Object.keys(handlers).filter((name) => before[name] !== handlers[name]);
}

function toolOf(
  name: string,
  run: Extract<Handler, { kind: "mcp" }>,
  root: string,
): { readonly hash: string } | { readonly missing: string } {
  const server = configuredServer(root, run.server);
  if ("missing" in server) return { missing: `${name}: the MCP server ${run.server}: ${server.missing}` };
  const { settings } = server;
  // Variables of the environment are not filled in: a secret that is renewed is no other code.
  return { hash: hash("sha256", canonical({ run, settings: { ...settings } as JsonObject }), "hex") };
}

function questionOf(
  { name }: Capability,
  route: RouteOf,
): { readonly hash: string } | { readonly missing: string } {
  return "missing" in route ? { missing: `${name}: ${route.missing}` } : { hash: routeHash(route) };
}

type RouteOf = NonNullable<ReturnType<ModelRoutes["get"]>>;

/** How a capability is carried out; `deployOf` has made sure that it is. */
function handlerOf(
  capability: Capability,
  set: HandlerSettings | undefined,
  registry: Registry,
  routes: ModelRoutes,
  root: string,
): Workplace["handler"] {
  if (registry.get(capability.name) !== undefined) return { kind: "registered" };
  const memory = memoryOf(capability, set, registry, root);
  if (memory !== undefined && !("missing" in memory)) return { kind: "memory", ...memory };
  if (set?.run?.kind === "module") return set.run;
  const route = routes.get(capability.name);
  if (route !== undefined && !("missing" in route)) return { kind: "model", candidates: route };
  return present(capability.run, `${capability.name} says where its code is`);
}

/** Those that a worker runs: people answer from an inbox. */
export function called(plan: Plan): readonly Capability[] {
  return Object.values(plan.capabilities).filter((capability) => capability.kind !== "human");
}

function codeOf(
  capability: Capability,
  set: HandlerSettings | undefined,
  root: string,
  registry: Registry,
  hashes: CodeHashes,
): { readonly hash: string } | { readonly missing: string } {
  const { name, run: own } = capability;
  const registered = registry.get(name);
  if (registered?.enabled === false) return { missing: `${name}: it is disabled` };
  if (registered !== undefined) {
    const code = canonical({ registered: name, version: registered.version ?? null });
    return { hash: hash("sha256", code, "hex") };
  }
  if (own !== undefined && set?.run !== undefined)
    return { missing: `${name}: it has a \`run\` clause, and \`handlers\` in orch.json names other code` };
  const memory = memoryOf(capability, set, registry, root);
  if (memory !== undefined && "missing" in memory) return { missing: `${name}: ${memory.missing}` };
  // A memory that lies elsewhere is no other code; another model of vectors finds other texts.
  if (memory !== undefined) {
    const { operation, memory: its } = memory;
    const code = { memory: operation, vectors: asJson({ ...its?.vectors }) };
    return { hash: hash("sha256", canonical(code), "hex") };
  }
  const run = own ?? (set?.run?.kind === "module" ? set.run : undefined);
  if (run === undefined)
    return {
      missing: `${name}: it has no \`run\` clause, \`handlers\` in orch.json has none, and no function is registered for it`,
    };
  if (run.kind === "http") return { hash: hash("sha256", canonical(run), "hex") };
  if (run.kind === "mcp") return toolOf(name, run, root);
  const at = handlerFile(root, run.path);
  if ("refused" in at) return { missing: `${name}: ${at.refused}` };
  const result = hashes.of(at.file);
  return "hash" in result ? result : { missing: `${name}: ${run.path} cannot be read: ${result.unreadable}` };
}

/** Where each capability of a plan is done, by the name that its jobs carry. */
export function placeName(plan: string, root: string, capability: string): string {
  return hash("sha256", canonical([plan, root, capability] satisfies Json), "base64url").slice(0, 22);
}

/** The code that a plan needs, and the places where it runs; a refusal if some is missing. */
interface Found {
  readonly deploy: Deploy | Refusal;
  readonly places: Readonly<Record<string, Workplace>>;
}

/**
 * Looks for code and settings. All runs that are started in one turn of the event loop go by one look: nobody else comes
 * between, and each look asks the disk for a dozen files.
 */
export class Deploys {
  readonly #registry: Registry;
  readonly #code = new CodeHashes();
  readonly #found = new Map<string, Found>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** A look of one's own. */
  of(file: PlanFile, root: string): Deploy | Refusal {
    return deployOf(file, root, this.#registry, this.#code);
  }

  /** Cached for this turn of the event loop. Missing code is looked for each time, because it may just have arrived. */
  now(file: PlanFile, root: string): Found {
    const name = `${this.#registry.changes} ${file.id} ${root}`;
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const deploy = this.of(file, root);
    if ("refused" in deploy) return { deploy, places: {} };
    if (this.#found.size === 0) setImmediate(() => this.#found.clear());
    const details = { deploy, places: placesOf(file, root, this.#registry, deploy.handlers) };
    this.#found.set(name, details);
    return details;
  }
}

/** The code and hooks that a run finds here. */
interface Here {
  readonly deploys: Deploys;
  readonly policies: RunHooks;
}

/** The code that a run would go on with here, if it may. */
export function runnable(
  { deploys, policies }: Here,
  file: PlanFile,
  root: string,
  { handlers, locked, hooks = [] }: RunRequest,
): Deploy | Refusal {
  const [missing] = policies.missing(hooks);
  if (missing !== undefined) {
    const message = `The run was started with the policy hook \`${missing}\`, which is not here.`;
    return { refused: "hooks", message };
  }
  const { deploy } = deploys.now(file, root);
  if ("refused" in deploy || locked !== true) return deploy;
  const changed = changedCode(handlers ?? {}, deploy);
  if (changed.length === 0) return deploy;
  const message = "The run was started locked, and its code is not what was approved.";
  return { refused: "unapproved", message, details: changed.map((name) => `${name}: its code has changed`) };
}

/** Changed code is journalled before it is used. */
export function redeployed({ live, request }: Run, deploy: Deploy): void {
  const before = live.state.start?.deploy;
  if (before === undefined || before === deploy.id) return;
  const changed = request.handlers === undefined ? [] : changedCode(request.handlers, deploy);
  void live.offer((at) => ({ t: "Deployed", at, deploy: deploy.id, changed }));
}

/** Why a plan may not be run where certificates are required; `undefined`: each rule that is proved has one that is verified. */
export function uncertified(file: PlanFile): Refusal | undefined {
  const { rejected, missing } = checkCertificates(file);
  if (rejected.length === 0 && missing.length === 0) return undefined;
  const name = (id: string) => file.plan.obligations.find((one) => one.id === id)?.rule ?? id;
  return {
    refused: "uncertified",
    message: `The plan ${file.plan.entry} does not show that its rules are proved.`,
    details: [
      ...rejected.map(
        ({ obligation, node, because }) =>
          `${name(obligation)}: the certificate is rejected at ${node}: ${because}`,
      ),
      ...missing.map((id) => `${name(id)}: there is no certificate`),
    ],
  };
}

/** Where each capability of a plan is done, and what the project allows it there. */
function placesOf(
  { id, plan }: PlanFile,
  root: string,
  registry: Registry,
  code: Deploy["handlers"],
): Readonly<Record<string, Workplace>> {
  const settings = limitsAround(root);
  const routes = modelRoutes(plan, root, registry);
  const places = called(plan).map((capability): [string, Workplace] => {
    const set = "wrong" in settings ? undefined : settings.get(capability.name);
    const place = {
      capability,
      handler: handlerOf(capability, set, registry, routes, root),
      schemas: plan.schemas,
      root,
      ...(code[capability.name] === undefined ? {} : { code: code[capability.name] ?? "" }),
    };
    return [placeName(id, root, capability.name), set === undefined ? place : { ...place, limits: set }];
  });
  return Object.fromEntries(places);
}

/** The capabilities that can be carried out in another process than the server's, with their code as it is here. */
export function workplacesHere(
  files: readonly PlanFile[],
  root: string,
): Readonly<Record<string, Workplace & { readonly code: string }>> {
  const registry = new Registry();
  const hashes = new CodeHashes();
  const settings = limitsAround(root);
  const details: Record<string, Workplace & { readonly code: string }> = {};
  for (const { plan } of files) {
    const routes = modelRoutes(plan, root, registry);
    for (const capability of called(plan)) {
      const set = "wrong" in settings ? undefined : settings.get(capability.name);
      if (Object.hasOwn(details, capability.name) || (routes.has(capability.name) && set?.run === undefined))
        continue;
      const code = codeOf(capability, set, root, registry, hashes);
      if ("missing" in code) continue;
      const handler = handlerOf(capability, set, registry, routes, root);
      if (handler.kind !== "module" && handler.kind !== "http") continue;
      const limits = set === undefined ? {} : { limits: set };
      details[capability.name] = {
        capability,
        handler,
        schemas: plan.schemas,
        root,
        code: code.hash,
        ...limits,
      };
    }
  }
  return details;
}
