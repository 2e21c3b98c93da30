import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { campaign, given } from "@orchlang/kernel/testing";
import {
  type Capability,
  decodePlanFile,
  encodePlanFile,
  type Json,
  type Plan,
  type PlanFile,
  planFaultLines,
} from "@orchlang/plan";
import { schemas } from "@orchlang/plan/boundary";
import { onTestFinished } from "vitest";

export const root = fileURLToPath(new URL("./handlers", import.meta.url));

/** A user who has consented to everything in the campaign. */
export const consenting = { id: "local", roles: ["*"], consents: ["*"] };

const handlers: Readonly<Record<string, string>> = {
  write_content: "writeContent",
  render_design: "renderDesign",
  segment_list: "segmentList",
  schedule_campaign: "scheduleCampaign",
  cancel_campaign: "cancelCampaign",
};

const approval = schemas.record(
  {
    granted: schemas.bool(),
    reason: schemas.optional(schemas.string()),
    by: schemas.optional(schemas.string()),
  },
  ["reason", "by"],
);

/** The time for handlers on real threads: a busy machine is slow. */
const long = { op: "constant", value: 3_600_000 } as const;

/** The campaign, its capabilities bound to the handlers beside this file; `change` alters the plan. */
export function campaignFile(change: (plan: Plan) => Plan = (plan) => plan): PlanFile {
  const bound = ([name, capability]: readonly [string, Capability]): readonly [string, Capability] => {
    const handler = handlers[name];
    const run = { kind: "module", path: "./campaign.ts", export: handler ?? "" } as const;
    if (handler !== undefined) return [name, { ...capability, run, latency: long }];
    const result = { schema: approval, label: capability.result!.label };
    return [name, { ...capability, result }];
  };
  const capabilities = Object.fromEntries(Object.entries(campaign.capabilities).map(bound));
  const params = campaign.routines[campaign.entry]!.params.map((param) => ({
    ...param,
    schema: param.name === "product" ? product : param.name === "at" ? schemas.instant() : schemas.string(),
  }));
  const entry = campaign.routines[campaign.entry]!;
  const nodes = entry.nodes.map((node) => (isHandled(node) ? withTime(node) : node));
  const routine = { ...entry, nodes, params };
  return planFile(change({ ...campaign, capabilities, routines: { [campaign.entry]: routine } }));
}

type CallNode = Extract<Plan["routines"][string]["nodes"][number], { readonly kind: "call" }>;

function isHandled(node: Plan["routines"][string]["nodes"][number]): node is CallNode {
  return (
    node.kind === "call" && "capability" in node.attempt.target && node.attempt.target.capability in handlers
  );
}

function withTime(node: CallNode): CallNode {
  const { options } = node.attempt;
  if (options.timeout === undefined) return node;
  return { ...node, attempt: { ...node.attempt, options: { ...options, timeout: long } } };
}

const product = schemas.record({ id: schemas.string(), name: schemas.string(), price: schemas.money() });

export function planFile(plan: Plan): PlanFile {
  const decoded = decodePlanFile(
    encodePlanFile(plan, { compiler: "a test", files: {}, map: {}, docs: {}, evidence: {}, choices: {} }),
  );
  if ("fault" in decoded) throw new Error(planFaultLines(decoded.fault).join("\n"));
  return decoded.ok;
}

/** A folder that a campaign works in, with what happened there. */
export function outbox(): { readonly folder: string; calls(): readonly string[]; jobs(): readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), "orch-campaign-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    calls: () => readFileSync(join(folder, "calls"), "utf8").trim().split("\n"),
    jobs: () => readdirSync(folder).filter((name) => name.startsWith("job-")),
  };
}

export function inputFor(folder: string): Json {
  return {
    ...(given as object),
    product: { id: folder, name: "Lamp", price: { amount: "49", currency: "USD" } },
  };
}
