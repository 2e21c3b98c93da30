import { present } from "@orchlang/kernel";
import { withoutLeftOut } from "../capabilities/guarded.ts";
import type { InProcessCode } from "../workers/in-process.ts";
import { McpTools } from "../workers/mcp.ts";
import { Models } from "../workers/models.ts";
import type { HandlerOutput } from "../workers/output.ts";
import { localWorld, worldOfWorkers } from "../world/local.ts";
import type { Clock, World } from "../world/world.ts";
import type { OrchestratorOptions } from "./options.ts";
import type { Registry } from "./registry.ts";

export function worldOf(
  workers: OrchestratorOptions["workers"],
  output: (line: HandlerOutput) => void,
  clock?: Clock,
): World {
  if (workers === undefined || !("start" in workers)) return localWorld({ ...workers, output }, clock);
  return { ...worldOfWorkers(workers), ...(clock === undefined ? {} : { clock }) };
}

export function codeOf(
  registry: Registry,
  clock: Clock,
  output: (line: HandlerOutput) => void,
): InProcessCode {
  const models = new Models(process.env, clock);
  const tools = new McpTools(process.env, output);
  return {
    most: (capability) => registry.concurrency(capability),
    load: (place, { attempt }) => {
      const { capability, handler } = place;
      if (handler.kind === "mcp") return tools.load(place, handler);
      if (handler.kind === "model") return models.load(place, handler.candidates, attempt);
      const { handler: call } = present(registry.get(capability.name), `${capability.name} is registered`);
      return { call: withoutLeftOut(capability, call) };
    },
    close: () => tools.close(),
  };
}
