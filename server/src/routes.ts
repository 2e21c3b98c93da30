import type { Route } from "./route.ts";
import { capabilityRoutes } from "./routes/capabilities.ts";
import { consentRoutes } from "./routes/consents.ts";
import { contextRoutes } from "./routes/context.ts";
import { decisionRoutes } from "./routes/decisions.ts";
import { denialRoutes } from "./routes/denials.ts";
import { doubleRoutes } from "./routes/doubles.ts";
import { eventRoutes } from "./routes/events.ts";
import { governanceRoutes } from "./routes/governance.ts";
import { graphRoutes } from "./routes/graphs.ts";
import { kernelRoutes } from "./routes/kernel.ts";
import { nodeRoutes } from "./routes/nodes.ts";
import { notificationRoutes } from "./routes/notifications.ts";
import { orderRoutes } from "./routes/orders.ts";
import { policyRoutes } from "./routes/policy.ts";
import { programDifferenceRoutes } from "./routes/program-difference.ts";
import { goalRoutes, programRoutes } from "./routes/programs.ts";
import { proposalRoutes } from "./routes/proposals.ts";
import { moderationRoutes, reliabilityRoutes, reportRoutes, scoreboardRoutes } from "./routes/reports.ts";
import { resourceRoutes } from "./routes/resources.ts";
import { retentionRoutes } from "./routes/retention.ts";
import { runDifferenceRoutes } from "./routes/run-difference.ts";
import { runEventRoutes, runSpanRoutes } from "./routes/run-events.ts";
import { runRoutes } from "./routes/runs.ts";
import { settingRoutes } from "./routes/settings.ts";
import { simulateRoutes } from "./routes/simulate.ts";
import { taskRoutes } from "./routes/tasks.ts";
import { trialRoutes } from "./routes/trials.ts";
import { triggerRoutes } from "./routes/triggers.ts";
import { workerRoutes } from "./routes/workers.ts";
import { workflowRoutes } from "./routes/workflows.ts";
import { worldRoutes } from "./routes/world.ts";

const direct: readonly Route[] = [
  ...workflowRoutes,
  ...goalRoutes,
  ...programRoutes,
  ...programDifferenceRoutes,
  ...trialRoutes,
  ...runRoutes,
  ...runSpanRoutes,
  ...runEventRoutes,
  ...runDifferenceRoutes,
  ...orderRoutes,
  ...graphRoutes,
  ...taskRoutes,
  ...worldRoutes,
  ...contextRoutes,
  ...capabilityRoutes,
  ...eventRoutes,
  ...triggerRoutes,
  ...resourceRoutes,
  ...workerRoutes,
  ...policyRoutes,
  ...kernelRoutes,
  ...reportRoutes,
  ...moderationRoutes,
  ...scoreboardRoutes,
  ...reliabilityRoutes,
  ...settingRoutes,
  ...simulateRoutes,
  ...governanceRoutes,
  ...denialRoutes,
  ...decisionRoutes,
  ...doubleRoutes,
  ...consentRoutes,
  ...notificationRoutes,
  ...retentionRoutes,
  ...nodeRoutes,
];

/** Every operation that the server has under its base path. */
export const routes: readonly Route[] = [...direct, ...proposalRoutes(direct)];
