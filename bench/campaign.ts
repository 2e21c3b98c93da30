import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile, type Host } from "@orchlang/compiler";
import type { Json, PlanFile } from "@orchlang/plan";
import type { Registration } from "@orchlang/runtime";
import { standardModule, standardModules } from "@orchlang/stdlib";

const folder = fileURLToPath(new URL("../examples/campaign-launch/", import.meta.url));

/** The campaign of the examples, whose handlers are functions here: each gives the same at once, to two customers. */
export function campaignPlan(): PlanFile {
  const file = "campaign.orch";
  const host: Host = {
    read: (path) =>
      path === file
        ? { text: readFileSync(`${folder}${file}`, "utf8") }
        : { fault: "missing", message: "there is no such file" },
    standard: standardModule,
    standardModules,
  };
  const result = compile({ files: [file], root: "." }, host);
  const plan = result.plan("example.campaign.announce");
  if (plan === undefined) throw new Error(result.diagnostics.map(({ message }) => message).join("\n"));
  return plan;
}

export function campaignInput(): Json {
  return JSON.parse(readFileSync(`${folder}input.json`, "utf8"));
}

const customers = ["Ada", "Grace"].map((name) => ({
  id: name,
  name,
  email: `${name.toLowerCase()}@example.com`,
  country: "NO",
}));

const results: Readonly<Record<string, Json>> = {
  write_letter: { id: "letter", subject: "A lamp", body: "There is a new lamp. ".repeat(10) },
  lay_out: { id: "page", file: "https://example.com/page" },
  pick_customers: { segment: "studio", customers },
  queue_mailing: { id: "mailing", status: "queued", messages: customers.length },
  withdraw_mailing: null,
};

export const campaignHandlers: readonly Registration[] = Object.entries(results).map(([name, result]) => ({
  name: `example.campaign.${name}`,
  handler: () => result,
}));
