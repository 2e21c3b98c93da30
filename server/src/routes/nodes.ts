import { promised } from "../cluster/cluster.ts";
import { ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { count, list, oneOf, record, text, time } from "../schemas.ts";

/** The nodes that share the journal. */
export const nodeRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/nodes",
    operation: "listNodes",
    summary: "Nodes that share the journal: which leads, which would take over, when each was last seen",
    group: "status",
    role: "operator",
    reply: record(
      {
        nodes: list(
          record(
            {
              id: text,
              shown: { ...text, description: "a process and its machine" },
              address: { ...text, description: "where the other nodes reach it" },
              version: text,
              role: oneOf("leader", "standby", "gone"),
              joined: time,
              seen: time,
              leaseMs: count,
            },
            ["address", "version"],
          ),
        ),
        epoch: { ...count, description: "rises with each leader" },
        promise: { ...text, description: "what an acknowledged commit outlives, by the database's settings" },
      },
      ["epoch", "promise"],
    ),
    handle: async ({ cluster }, { by }) => {
      if (by.plans !== undefined)
        throw new ProblemError(403, "plans", "A token of some plans does not see the whole installation.");
      if (cluster === undefined) return { body: { nodes: [] } };
      const [nodes, durability] = await Promise.all([cluster.nodes(), cluster.durability()]);
      return { body: { nodes, epoch: cluster.epoch, promise: promised(durability) } };
    },
  },
];
