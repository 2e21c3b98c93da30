/* Made from the OpenAPI document of the server by `server/test/api-types.test.ts`. */

import type { Json, JsonObject } from "@orchlang/plan";

export interface paths {
    readonly "/metrics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Metrics in the text format of Prometheus */
        readonly get: operations["readMetrics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/workflows": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The plans and goals that can be started, with their bounds and triggers */
        readonly get: operations["listWorkflows"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/workflows/{workflow_name}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One plan or goal, with the rules that meet it and the verdict on each */
        readonly get: operations["getWorkflow"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/workflow/execute": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Start a run of a plan or goal in the name of the token's user */
        readonly post: operations["executeWorkflow"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/goals/ask": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Read a sentence as goals of the program, the likeliest first, with the parameters that it gives */
        readonly post: operations["askGoal"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/programs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The version of each plan and goal that is served, by its hash, and since when */
        readonly get: operations["listPrograms"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/programs/{program}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The versions of a plan or goal that were served, newest first */
        readonly get: operations["getProgram"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/program/text": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The program as its author wrote it: its files, and the modules of the standard library */
        readonly get: operations["readProgramText"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/programs/{program}/difference": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The difference of two versions of a plan or goal by its meaning: steps, bounds, reach, rules, duties */
        readonly get: operations["compareVersions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/programs/{program}/scenarios": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The scenarios of a plan or goal, and of the triggers that start it */
        readonly get: operations["listScenarios"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/programs/{program}/scenarios/{number}/play": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Play a scenario in its simulated world: what it expects, and its run event by event */
        readonly post: operations["playScenario"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/programs/{program}/coverage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Play all scenarios of a plan or goal: their results, and the parts of the plan that none reached */
        readonly post: operations["coverProgram"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/programs/{program}/verify": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Search for a simulated world in which a plan breaks a rule, as `orch verify` does; a request that is broken off ends the search */
        readonly post: operations["verifyProgram"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/runs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Runs, newest first, a page at a time */
        readonly get: operations["listRuns"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/runs/{run}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One run: its steps, what it waits for, what it has spent; as it is or as it was after an event */
        readonly get: operations["getRun"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/values/{hash}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A value of a run above 32 KiB, by the hash that stands for it, as the caller may see it */
        readonly get: operations["getValue"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/runs/{run}/timeline": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The events of a run, in order */
        readonly get: operations["getTimeline"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/runs/spans": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Runs with when they and their steps began and ended, newest first: no value of a run is in it */
        readonly get: operations["listRunSpans"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/runs/{run}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The events of a run as the journal has them, a page at a time; values above the clearance masked */
        readonly get: operations["listRunEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/runs/{run}/difference": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Two runs step by step; values above the clearance are masked before they are compared, so that they never differ */
        readonly get: operations["compareRuns"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/runs/{run}/orders": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** An operator's order: cancel, pause, unpause, resolve, retry or skip */
        readonly post: operations["orderRun"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/runs/{run}/orders/forecast": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** The consequences of an order: what would be undone, what would stay, what stands in doubt */
        readonly post: operations["forecastOrder"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/runs/orders": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** One order for many runs, each with its own result */
        readonly post: operations["orderRuns"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/runs/orders/forecast": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** The consequences of one order for many runs */
        readonly post: operations["forecastOrders"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/workflows/{workflow_name}/graph": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A plan as nodes, edges and groups, with their places in pixels */
        readonly get: operations["getWorkflowGraph"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/runs/{run}/graph": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The graph of a run's plan with the state of every node, now or after an event */
        readonly get: operations["getRunGraph"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/runs/{run}/graph/states": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The state of every node of a run's graph that something has happened to, now or after an event */
        readonly get: operations["getNodeStates"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/tasks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One inbox: what people are asked and have not answered, over all runs, oldest first */
        readonly get: operations["listTasks"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/tasks/answer": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Answer a task in the name of the token's user, who must have the role that is asked */
        readonly post: operations["answerTask"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/tasks/forecast": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** The consequences of an answer: what would begin, what would be undone, what would stay */
        readonly post: operations["forecastAnswer"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/tasks/claim": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Keep a task for the token's user, who alone answers it then */
        readonly post: operations["claimTask"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/tasks/release": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Give a claimed task back to everybody; an operator also releases the claims of others */
        readonly post: operations["releaseTask"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/tasks/delegate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Keep a task for somebody else, instead of the token's user or of who has claimed it */
        readonly post: operations["delegateTask"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Runs by status, triggers, flags, pools, and what was refused since the server started */
        readonly get: operations["getStatus"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/status/active": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Every run that has not ended, with its progress and what is still to come */
        readonly get: operations["listActiveRuns"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/routing/rules": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Triggers: what starts what, how often it has, when next */
        readonly get: operations["listRoutingRules"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/routing/channels": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Declared events with their sources, category and priority */
        readonly get: operations["listChannels"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/routing/pipelines": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The ways from sources through events and fusions to the plans that triggers start */
        readonly get: operations["listPipelines"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/context": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Every signal and flag: its value, how sure that is, how old, from which sources or readings */
        readonly get: operations["listContext"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/context/{name}/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The readings of a signal, or the changes of a flag, among the newest events, oldest first */
        readonly get: operations["getContextHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/capabilities/graph": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Workflows, capabilities, pools, members, people and signals: what needs what, and what is lacking now */
        readonly get: operations["getCapabilityGraph"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/sources": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Sources of records, with what came of their messages since the server started */
        readonly get: operations["listSources"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/events/ingest": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** An event, a reading, the state of a pool's member: one ingress record */
        readonly post: operations["ingestEvent"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/events/fuse": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Ingest several events in order, and return what was fused of them; one that is refused does not keep others from being taken */
        readonly post: operations["fuseEvents"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/events/fused": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Events that fusions made of others, newest first, with what they are made of */
        readonly get: operations["listFusedEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/events/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The newest events, readings and firings, newest first, as the journal has them */
        readonly get: operations["listEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/events/buffers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Occurrences that fusions keep until they are complete, and how much was refused, by reason */
        readonly get: operations["listEventBuffers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/triggers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Triggers: whether each is enabled, who has changed that last, and how often it has fired */
        readonly get: operations["listTriggers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/triggers/{trigger}/enable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Let a trigger start runs again */
        readonly post: operations["enableTrigger"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/triggers/{trigger}/disable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Let a trigger start no run; what sets it off meanwhile is journalled, and not made up for */
        readonly post: operations["disableTrigger"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/triggers/{trigger}/decisions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The decisions of a trigger, one each time that something set it off, newest first, with the check that failed */
        readonly get: operations["listTriggerDecisions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/resources": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Pools with their members: health, fields, who holds each, how many wait */
        readonly get: operations["listResources"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/resources/available": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How many members of each pool can be given out now */
        readonly get: operations["listAvailableResources"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/resources/utilization": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The share of each pool's members that are held now, and how many wait */
        readonly get: operations["getUtilization"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/resources/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How many members of each pool were held over the last hours, and the mean of that */
        readonly get: operations["getUtilizationHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/resources/moves": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Work that another pool was given than the one that it asked for, by overflow, since an event of the journal: such as the version of a setting that has rerouted it */
        readonly get: operations["listMoves"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/resources/allocate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Take a free member out of its pool by hand: no run is given it until it is released */
        readonly post: operations["allocateResource"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/resources/{resource_id}/release": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Give a member that was allocated by hand back to its pool */
        readonly post: operations["releaseResource"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/workers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Workers elsewhere: what each offers, what it does, when it was heard of last */
        readonly get: operations["listWorkers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/workers/{worker}/quarantine": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Give a worker nothing, take what it does elsewhere, and believe nothing that it says */
        readonly post: operations["quarantineWorker"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/workers/{worker}/release": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Let a worker work again, after a quarantine or while it drains */
        readonly post: operations["releaseWorker"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/workers/{worker}/drain": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Give a worker no more, and let it end what it does */
        readonly post: operations["drainWorker"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/policy/bindings": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The policies and guardrails of each plan, and the steps that they are about */
        readonly get: operations["listPolicyBindings"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/policy/check": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** The verdict of each policy on one action as things stand, without doing it */
        readonly post: operations["checkPolicy"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/policy/compliance": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Each plan's rules by the verdict that the compiler came to: proved, checked, refused */
        readonly get: operations["getCompliance"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/audit/policy": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Decisions of policies and guardrails in runs, newest run first */
        readonly get: operations["auditPolicy"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/kernel/start": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Let runs begin and triggers fire again */
        readonly post: operations["startKernel"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/kernel/stop": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Let no run begin; runs that are under way go on */
        readonly post: operations["stopKernel"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/kernel/pause": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Let no run begin, and pause every run: nothing new is dispatched */
        readonly post: operations["pauseKernel"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/kernel/resume": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Let runs begin again, and let go on what was paused with the installation */
        readonly post: operations["resumeKernel"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/kernel/closures": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Stopped and paused parts of the installation, by whom, since when and why; `opening`: runs begin, and not all that were paused go on yet */
        readonly get: operations["listClosures"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/kernel/subsystems": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The parts of the installation and whether each does its work */
        readonly get: operations["listSubsystems"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/kernel/queue": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Everything that waits: firings of triggers, requests for members of pools, tasks of people */
        readonly get: operations["listQueue"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/reports/runs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Runs that began in some days: by day, by workflow, with their durations, costs, retries and undos */
        readonly get: operations["reportRuns"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/reports/moderation": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Rules of policies and guardrails by what they came to, decisions of people, consents and orders, over runs that began in some days */
        readonly get: operations["reportModeration"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/reports/weekly": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The report of some days as a text: Markdown, or a page of HTML with plots and without scripts */
        readonly get: operations["reportWeek"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/reports/scoreboard": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Success with its confidence interval, latency and cost of workflows, capabilities and models, over runs that began in some days */
        readonly get: operations["reportScores"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/reports/reliability": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How far the confidences of a capability can be relied on, by what another one answered about them */
        readonly get: operations["reportReliability"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/settings": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Signals that can be set, with the value that somebody has given them last */
        readonly get: operations["listSettings"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/settings/{setting}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The versions of a setting, newest first */
        readonly get: operations["getSetting"];
        readonly put?: never;
        /** Give a setting a value, in force from an event of the journal on; without `value` it has none */
        readonly post: operations["changeSetting"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/settings/{setting}/revert": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Give a setting the value of an earlier version again; 0: none */
        readonly post: operations["revertSetting"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/simulate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Play a plan in a simulated world in which handlers succeed and people agree */
        readonly post: operations["simulateWorkflow"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/runs/{run}/simulate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Play a run on from one of its events: the same input, answers and faults until then, afterwards handlers succeed */
        readonly post: operations["simulateRun"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/audit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the journal, or one run, is as it was written */
        readonly get: operations["auditJournal"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/audit/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The whole journal, a line of JSON for each event and a summary at the end, for `orch audit --exported` */
        readonly get: operations["exportJournal"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/tokens": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Tokens, without the tokens themselves */
        readonly get: operations["listTokens"];
        readonly put?: never;
        /** A new token, returned this once */
        readonly post: operations["createToken"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/tokens/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Revoke a token: it counts no longer from the next request on */
        readonly delete: operations["revokeToken"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/audit/denials": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Requests that were denied since the server started, newest first, by address, path and reason */
        readonly get: operations["listDenials"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/audit/decisions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** People who have stopped, paused, set, enabled or approved something about the installation, and why; newest first */
        readonly get: operations["listDecisions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/doubles": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether doubles stand in for all handlers, and the calls that they have had since their rules were set */
        readonly get: operations["listDoubleCalls"];
        readonly put?: never;
        /** Rules for the next calls of doubles, in place of the earlier ones */
        readonly post: operations["setDoubles"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/consents": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The consents of a user, with who gave them: one's own, those of one's delegators, or, for operators, anybody's */
        readonly get: operations["listConsents"];
        readonly put?: never;
        /** Consent to a scope, for runs that begin from now on, until then or for good */
        readonly post: operations["giveConsent"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/consents/withdraw": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Withdraw a consent: no action under it begins any more, in no run of the subject */
        readonly post: operations["withdrawConsent"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/consents/delegations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Delegations of consent: one's own, those to oneself, and, for operators, all */
        readonly get: operations["listDelegations"];
        readonly put?: never;
        /** Let somebody consent in your name to these scopes until then; nobody does that for another */
        readonly post: operations["delegateConsent"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/consents/delegations/{delegation}/end": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** End a delegation: by its subject, its delegate or an admin. Consents that were given under it stay */
        readonly post: operations["endDelegation"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/attention": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Everything that goes on only once a person has acted, with the reason */
        readonly get: operations["listAttention"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/notifications/channels": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Channels of the settings file, by name and kind */
        readonly get: operations["listNotificationChannels"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/notifications/channels/{channel}/test": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Send a test to a channel, once, and return whether it was taken */
        readonly post: operations["testNotificationChannel"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/notifications/subscriptions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Which alerts go to which channel */
        readonly get: operations["listSubscriptions"];
        readonly put?: never;
        /** Send alerts to a channel from now on */
        readonly post: operations["subscribe"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/notifications/subscriptions/{subscription}/end": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** End a subscription */
        readonly post: operations["unsubscribe"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/notifications/deliveries": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Deliveries, newest first: queued, delivered, or dead after the last attempt */
        readonly get: operations["listDeliveries"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/notifications/deliveries/{delivery}/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Try a dead delivery again */
        readonly post: operations["retryDelivery"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/retention": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How long ended runs and events are kept, and what a pass would prune now: the runs, oldest first, and how many events */
        readonly get: operations["readRetention"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/retention/prune": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Prune now what the retention settings do not keep any longer; a repetition prunes what is due since */
        readonly post: operations["pruneRuns"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/nodes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Nodes that share the journal: which leads, which would take over, when each was last seen */
        readonly get: operations["listNodes"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/proposals": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Actions that wait for the agreement of a second person */
        readonly get: operations["listProposals"];
        readonly put?: never;
        /** Propose an action that needs two people: its operation, parameters and body */
        readonly post: operations["proposeAction"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/proposals/{proposal}/approve": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Agree to an action that somebody else has proposed: it is carried out */
        readonly post: operations["approveProposal"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/proposals/{proposal}/reject": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Reject a proposed action, or withdraw your own */
        readonly post: operations["rejectProposal"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/session": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The signed-in user */
        readonly get: operations["readSession"];
        readonly put?: never;
        /** Sign in: a token or a one-time code for the cookie of a browser */
        readonly post: operations["signIn"];
        /** Sign out: the cookie no longer counts */
        readonly delete: operations["signOut"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/session/ways": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How somebody can sign in */
        readonly get: operations["listSignInWays"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/session/oidc": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Begin to sign in at the provider */
        readonly get: operations["beginSignIn"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/session/oidc/callback": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Come back from the provider */
        readonly get: operations["finishSignIn"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/sources/{source}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** A webhook of a source that the settings name, signed by its sender */
        readonly post: operations["receiveWebhook"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orchestration/stream/{channel}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A live channel as Server-Sent Events */
        readonly get: operations["streamChannel"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: Json;
                    };
                    content?: never;
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/ready": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description Default Response */
                readonly 200: {
                    headers: {
                        readonly [name: string]: Json;
                    };
                    content?: never;
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: never;
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly readMetrics: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content?: never;
            };
        };
    };
    readonly listWorkflows: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly workflows: readonly {
                            readonly name: string;
                            readonly plan: string;
                            readonly parameters: readonly {
                                readonly name: string;
                                readonly schema: Json;
                            }[];
                            readonly bounds: {
                                readonly cost: {
                                    readonly best: {
                                        readonly amount: string;
                                        readonly currency: string;
                                    };
                                    readonly worst: {
                                        readonly value: {
                                            readonly amount: string;
                                            readonly currency: string;
                                        };
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly faultless?: {
                                        readonly value: {
                                            readonly amount: string;
                                            readonly currency: string;
                                        };
                                    } | {
                                        readonly unbounded: string;
                                    };
                                };
                                readonly latency: {
                                    readonly best: number;
                                    readonly worst: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly parts: {
                                        readonly work: {
                                            readonly value: number;
                                        } | {
                                            readonly unbounded: string;
                                        };
                                        readonly people: {
                                            readonly value: number;
                                        } | {
                                            readonly unbounded: string;
                                        };
                                        readonly timers: {
                                            readonly value: number;
                                        } | {
                                            readonly unbounded: string;
                                        };
                                        readonly queue: {
                                            readonly value: number;
                                        } | {
                                            readonly unbounded: string;
                                        };
                                        readonly unwinding: {
                                            readonly value: number;
                                        } | {
                                            readonly unbounded: string;
                                        };
                                    };
                                    readonly faultless?: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly compensated?: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                };
                                readonly energy: {
                                    readonly best: number;
                                    readonly worst: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly faultless?: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                };
                                readonly tokens: {
                                    readonly best: number;
                                    readonly worst: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly faultless?: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                };
                            };
                            readonly triggers: readonly string[];
                        }[];
                    };
                };
            };
        };
    };
    readonly getWorkflow: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly workflow_name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly name: string;
                        readonly plan: string;
                        readonly parameters: readonly {
                            readonly name: string;
                            readonly schema: Json;
                        }[];
                        readonly bounds: {
                            readonly cost: {
                                readonly best: {
                                    readonly amount: string;
                                    readonly currency: string;
                                };
                                readonly worst: {
                                    readonly value: {
                                        readonly amount: string;
                                        readonly currency: string;
                                    };
                                } | {
                                    readonly unbounded: string;
                                };
                                readonly faultless?: {
                                    readonly value: {
                                        readonly amount: string;
                                        readonly currency: string;
                                    };
                                } | {
                                    readonly unbounded: string;
                                };
                            };
                            readonly latency: {
                                readonly best: number;
                                readonly worst: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                                readonly parts: {
                                    readonly work: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly people: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly timers: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly queue: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly unwinding: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                };
                                readonly faultless?: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                                readonly compensated?: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                            };
                            readonly energy: {
                                readonly best: number;
                                readonly worst: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                                readonly faultless?: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                            };
                            readonly tokens: {
                                readonly best: number;
                                readonly worst: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                                readonly faultless?: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                            };
                        };
                        readonly triggers: readonly string[];
                        /** @description of a goal: the plans that fulfil it, in the order in which they are tried */
                        readonly goal?: {
                            readonly phrases: readonly string[];
                            readonly optimize: string;
                            readonly alternatives: readonly {
                                readonly name: string;
                                readonly bounds: {
                                    readonly cost: {
                                        readonly best: {
                                            readonly amount: string;
                                            readonly currency: string;
                                        };
                                        readonly worst: {
                                            readonly value: {
                                                readonly amount: string;
                                                readonly currency: string;
                                            };
                                        } | {
                                            readonly unbounded: string;
                                        };
                                        readonly faultless?: {
                                            readonly value: {
                                                readonly amount: string;
                                                readonly currency: string;
                                            };
                                        } | {
                                            readonly unbounded: string;
                                        };
                                    };
                                    readonly latency: {
                                        readonly best: number;
                                        readonly worst: {
                                            readonly value: number;
                                        } | {
                                            readonly unbounded: string;
                                        };
                                        readonly parts: {
                                            readonly work: {
                                                readonly value: number;
                                            } | {
                                                readonly unbounded: string;
                                            };
                                            readonly people: {
                                                readonly value: number;
                                            } | {
                                                readonly unbounded: string;
                                            };
                                            readonly timers: {
                                                readonly value: number;
                                            } | {
                                                readonly unbounded: string;
                                            };
                                            readonly queue: {
                                                readonly value: number;
                                            } | {
                                                readonly unbounded: string;
                                            };
                                            readonly unwinding: {
                                                readonly value: number;
                                            } | {
                                                readonly unbounded: string;
                                            };
                                        };
                                        readonly faultless?: {
                                            readonly value: number;
                                        } | {
                                            readonly unbounded: string;
                                        };
                                        readonly compensated?: {
                                            readonly value: number;
                                        } | {
                                            readonly unbounded: string;
                                        };
                                    };
                                    readonly energy: {
                                        readonly best: number;
                                        readonly worst: {
                                            readonly value: number;
                                        } | {
                                            readonly unbounded: string;
                                        };
                                        readonly faultless?: {
                                            readonly value: number;
                                        } | {
                                            readonly unbounded: string;
                                        };
                                    };
                                    readonly tokens: {
                                        readonly best: number;
                                        readonly worst: {
                                            readonly value: number;
                                        } | {
                                            readonly unbounded: string;
                                        };
                                        readonly faultless?: {
                                            readonly value: number;
                                        } | {
                                            readonly unbounded: string;
                                        };
                                    };
                                };
                            }[];
                        };
                        readonly guardrails: readonly {
                            readonly name: string;
                            readonly severity: string;
                        }[];
                        readonly verdicts: readonly {
                            readonly id: string;
                            readonly source: {
                                readonly guardrail: string;
                                readonly rule: number;
                            } | {
                                readonly policy: string;
                                readonly verdict: number;
                            } | {
                                readonly goal: string;
                                /** @enum {Json} */
                                readonly clause: "success" | "budget" | "keep";
                                readonly index: number;
                            } | {
                                readonly capability: string;
                                /** @enum {Json} */
                                readonly clause: "ensures" | "scope" | "clearance";
                                readonly index: number;
                            } | {
                                readonly step: string;
                                /** @enum {Json} */
                                readonly clause: "endorse" | "declassify" | "redact" | "irreversible" | "held";
                            } | {
                                readonly pool: string;
                                /** @enum {Json} */
                                readonly clause: "demand";
                            };
                            readonly rule: string;
                            /** @enum {Json} */
                            readonly severity: "blocking" | "warning" | "advisory" | "informational";
                            /** @enum {Json} */
                            readonly verdict: "proved" | "checked" | "refused";
                            readonly assumes: readonly ("declared bounds kept" | "no redispatch" | "process deaths within limit" | "undo succeeds" | "nothing in doubt" | "no member lost" | "process up" | "consent given" | "pool not shared" | "effect as declared")[];
                            readonly nodes: readonly string[];
                        }[];
                        readonly capabilities: readonly {
                            readonly name: string;
                            readonly kind: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly executeWorkflow: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly workflow_name: string;
                    readonly input?: Json;
                    /** @description of a goal: limits of this run, as `cost <= $5, latency <= 10m` */
                    readonly budget?: string;
                    /** @description of a goal: labels of data that stay at a tier, as `personal at device` */
                    readonly keep?: string;
                    /** @description of a goal: what makes one of its plans better, as `privacy` */
                    readonly optimize?: string;
                    /** @description of a goal: how many of its plans are tried at most, and no more than the goal says */
                    readonly alternatives?: number;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly run: string;
                        readonly workflow: string;
                        readonly plan: string;
                        readonly bounds: {
                            readonly cost: {
                                readonly best: {
                                    readonly amount: string;
                                    readonly currency: string;
                                };
                                readonly worst: {
                                    readonly value: {
                                        readonly amount: string;
                                        readonly currency: string;
                                    };
                                } | {
                                    readonly unbounded: string;
                                };
                                readonly faultless?: {
                                    readonly value: {
                                        readonly amount: string;
                                        readonly currency: string;
                                    };
                                } | {
                                    readonly unbounded: string;
                                };
                            };
                            readonly latency: {
                                readonly best: number;
                                readonly worst: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                                readonly parts: {
                                    readonly work: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly people: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly timers: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly queue: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly unwinding: {
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                };
                                readonly faultless?: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                                readonly compensated?: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                            };
                            readonly energy: {
                                readonly best: number;
                                readonly worst: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                                readonly faultless?: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                            };
                            readonly tokens: {
                                readonly best: number;
                                readonly worst: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                                readonly faultless?: {
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                            };
                        };
                        readonly without: readonly string[];
                    };
                };
            };
        };
    };
    readonly askGoal: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly sentence: string;
                    readonly input?: JsonObject;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly understood: "goal" | "unsure" | "nothing";
                        readonly readings: readonly {
                            readonly goal: string;
                            readonly phrase: string;
                            readonly input: JsonObject;
                            readonly lacks: readonly {
                                readonly parameter: string;
                                readonly said?: string;
                                readonly oneOf: readonly string[];
                            }[];
                            /** @description words of the sentence that the phrase does not have */
                            readonly extra: readonly string[];
                            /** @description words of the phrase that the sentence does not have */
                            readonly missing: readonly string[];
                        }[];
                        readonly phrases: readonly {
                            readonly goal: string;
                            readonly text: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly listPrograms: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly programs: readonly {
                            readonly name: string;
                            readonly versions: number;
                            readonly current?: {
                                /** @description the hash of the compiled plan */
                                readonly plan: string;
                                /** @description the hash of the plan and of the code of its handlers */
                                readonly deploy: string;
                                /** @description when a server with it began first */
                                readonly since: number;
                                /** @description its event in the journal */
                                readonly version: number;
                            };
                        }[];
                    };
                };
            };
        };
    };
    readonly getProgram: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly program: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly name: string;
                        readonly versions: readonly {
                            /** @description the hash of the compiled plan */
                            readonly plan: string;
                            /** @description the hash of the plan and of the code of its handlers */
                            readonly deploy: string;
                            /** @description when a server with it began first */
                            readonly since: number;
                            /** @description its event in the journal */
                            readonly version: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly readProgramText: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @description what the paths of its files are below */
                        readonly root: string;
                        /** @description paths of the files that are compiled */
                        readonly given: readonly string[];
                        readonly files: readonly {
                            readonly path: string;
                            readonly text: string;
                        }[];
                        readonly standard: readonly {
                            readonly name: string;
                            readonly path: string;
                            readonly text: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly compareVersions: {
        readonly parameters: {
            readonly query?: {
                /** @description a version's plan; left out: the one before `to` */
                readonly from?: string;
                /** @description left out: the version that is served */
                readonly to?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly program: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly name: string;
                        /** @description its name before */
                        readonly was?: string;
                        readonly from: string;
                        readonly to: string;
                        /** @description all of it, as `orch plan --against` prints it */
                        readonly text: string;
                        readonly steps: readonly {
                            /** @enum {string} */
                            readonly kind: "added" | "removed" | "changed" | "renamed";
                            readonly plan: string;
                            readonly node: string;
                            /** @description of a statement without a name */
                            readonly title?: string;
                            /** @description its node in the graph; of one that was removed, in the earlier graph */
                            readonly key: string;
                            /** @description of a new or removed one: its callee and bounds */
                            readonly what: readonly string[];
                            readonly says: readonly string[];
                        }[];
                        readonly bounds: readonly {
                            /** @enum {string} */
                            readonly of: "cost" | "time" | "energy" | "tokens";
                            /** @enum {string} */
                            readonly end: "best" | "worst";
                            readonly from: string;
                            readonly to: string;
                            /** @enum {string} */
                            readonly direction: "up" | "down";
                            readonly by?: string;
                            /** @description proved limits that it still keeps */
                            readonly within: readonly string[];
                        }[];
                        readonly reach: readonly {
                            /** @enum {string} */
                            readonly kind: "gained" | "lost";
                            /** @enum {string} */
                            readonly of: "scope" | "data" | "tier" | "resource" | "person" | "failure" | "address" | "untrusted text" | "capability";
                            readonly name: string;
                        }[];
                        readonly rules: readonly {
                            /** @enum {string} */
                            readonly kind: "added" | "lost" | "weakened" | "strengthened" | "changed";
                            readonly rule: string;
                            readonly says: string;
                            readonly nodes: readonly string[];
                        }[];
                        readonly duties: readonly {
                            /** @enum {string} */
                            readonly kind: "added" | "lost" | "changed";
                            readonly duty: string;
                            readonly says: string;
                            readonly releases: boolean;
                        }[];
                        readonly declarations: readonly {
                            readonly of: string;
                            readonly says: string;
                            readonly weaker: boolean;
                        }[];
                        readonly findings: readonly {
                            /** @enum {string} */
                            readonly kind: "cost-up" | "scope-gained" | "guard-lost";
                            readonly because: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly listScenarios: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly program: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly scenarios: readonly {
                            readonly number: number;
                            readonly title: string;
                            /** @description the plan, goal or trigger that it plays */
                            readonly subject: string;
                            /** @enum {string} */
                            readonly kind: "plan" | "goal" | "trigger";
                            readonly file: string;
                            readonly line: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly playScenario: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly program: string;
                readonly number: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly number: number;
                        readonly title: string;
                        /** @description the plan, goal or trigger that it plays */
                        readonly subject: string;
                        /** @enum {string} */
                        readonly kind: "plan" | "goal" | "trigger";
                        readonly file: string;
                        readonly line: number;
                        /** @enum {string} */
                        readonly status: "passed" | "failed";
                        /** @description in words */
                        readonly outcome: string;
                        readonly notes: readonly string[];
                        /** @description of the server's time, ms */
                        readonly took: number;
                        /** @description the scenario as it is written */
                        readonly text: string;
                        readonly expectations: readonly {
                            readonly text: string;
                            readonly line: number;
                            /** @enum {string} */
                            readonly status: "met" | "unmet" | "not judged";
                            readonly because?: string;
                        }[];
                        readonly story?: {
                            /** @description ms since 1970 */
                            readonly began: number;
                            readonly events: number;
                            readonly entries: readonly {
                                /** @enum {string} */
                                readonly type: "plan_created" | "execution_started" | "step_started" | "step_completed" | "step_failed" | "execution_completed" | "execution_failed";
                                /** @description ms since 1970 */
                                readonly at?: number;
                                readonly seq?: number;
                                readonly step?: string;
                                readonly status?: string;
                                readonly output?: Json;
                                readonly failure?: {
                                    readonly class: string;
                                    readonly name: string;
                                    readonly message: string;
                                };
                                /** @description ms */
                                readonly duration?: number;
                            }[];
                            /** @description nodes of the graph whose state an event changed; all others are as before */
                            readonly changes: readonly {
                                readonly seq: number;
                                readonly states: readonly {
                                    readonly id: string;
                                    readonly state: {
                                        /** @enum {string} */
                                        readonly status: "waiting" | "ready" | "active" | "completed" | "failed" | "skipped" | "cancelled" | "in doubt" | "undone";
                                        readonly instances: number;
                                        readonly attempts: number;
                                        /** @description ms since 1970 */
                                        readonly began?: number;
                                        /** @description ms since 1970 */
                                        readonly ended?: number;
                                        readonly waiting?: {
                                            readonly step: string;
                                            /** @enum {string} */
                                            readonly for: "answer" | "time" | "event" | "condition" | "callback" | "resource" | "policy" | "operator";
                                            readonly why?: string;
                                            readonly role?: string;
                                            /** @description ms since 1970 */
                                            readonly until?: number;
                                            readonly pool?: string;
                                            readonly policy?: string;
                                            /** @description of a policy: when it is asked again */
                                            readonly again?: number;
                                            readonly event?: string;
                                            /** @enum {string} */
                                            readonly about?: "doubt" | "undo" | "obligation";
                                            readonly orders?: readonly {
                                                readonly order: string;
                                                readonly step: string;
                                            }[];
                                        };
                                    };
                                }[];
                            }[];
                            /** @description more events follow */
                            readonly partial: boolean;
                        };
                    };
                };
            };
        };
    };
    readonly coverProgram: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly program: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly scenarios: readonly {
                            readonly number: number;
                            readonly title: string;
                            /** @description the plan, goal or trigger that it plays */
                            readonly subject: string;
                            /** @enum {string} */
                            readonly kind: "plan" | "goal" | "trigger";
                            readonly file: string;
                            readonly line: number;
                            /** @enum {string} */
                            readonly status: "passed" | "failed";
                            /** @description in words */
                            readonly outcome: string;
                            readonly notes: readonly string[];
                            /** @description of the server's time, ms */
                            readonly took: number;
                        }[];
                        readonly coverage: {
                            readonly steps: {
                                readonly all: number;
                                /** @description as `routine/node…` */
                                readonly uncovered: readonly string[];
                            };
                            readonly branches: {
                                readonly all: number;
                                /** @description as `routine/node…` */
                                readonly uncovered: readonly string[];
                            };
                            readonly handlers: {
                                readonly all: number;
                                /** @description as `routine/node…` */
                                readonly uncovered: readonly string[];
                            };
                            readonly undos: {
                                readonly all: number;
                                /** @description as `routine/node…` */
                                readonly uncovered: readonly string[];
                            };
                            readonly checks: {
                                readonly all: number;
                                /** @description as `routine/node…` */
                                readonly uncovered: readonly string[];
                            };
                        };
                    };
                };
            };
        };
    };
    readonly verifyProgram: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly program: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @default 10 */
                    readonly seconds?: number;
                    /** @default 2 */
                    readonly faults?: number;
                    /** @default 1 */
                    readonly seed?: number;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly verdict: "safe" | "safe as far as explored" | "not safe" | "nothing explored";
                        readonly runs: number;
                        /** @description every set of so many faults was tried, where `exhaustive` */
                        readonly faults: number;
                        readonly exhaustive: boolean;
                        readonly seed: number;
                        readonly violations: readonly {
                            readonly property: string;
                            readonly about: string;
                            readonly says: string;
                            /** @description how many things go wrong in it */
                            readonly faults: number;
                            /** @description the world as a scenario */
                            readonly scenario: string;
                            /** @description the scenario, played by itself, fails as the run did */
                            readonly reproduces: boolean;
                            readonly story: {
                                /** @description ms since 1970 */
                                readonly began: number;
                                readonly events: number;
                                readonly entries: readonly {
                                    /** @enum {string} */
                                    readonly type: "plan_created" | "execution_started" | "step_started" | "step_completed" | "step_failed" | "execution_completed" | "execution_failed";
                                    /** @description ms since 1970 */
                                    readonly at?: number;
                                    readonly seq?: number;
                                    readonly step?: string;
                                    readonly status?: string;
                                    readonly output?: Json;
                                    readonly failure?: {
                                        readonly class: string;
                                        readonly name: string;
                                        readonly message: string;
                                    };
                                    /** @description ms */
                                    readonly duration?: number;
                                }[];
                                /** @description nodes of the graph whose state an event changed; all others are as before */
                                readonly changes: readonly {
                                    readonly seq: number;
                                    readonly states: readonly {
                                        readonly id: string;
                                        readonly state: {
                                            /** @enum {string} */
                                            readonly status: "waiting" | "ready" | "active" | "completed" | "failed" | "skipped" | "cancelled" | "in doubt" | "undone";
                                            readonly instances: number;
                                            readonly attempts: number;
                                            /** @description ms since 1970 */
                                            readonly began?: number;
                                            /** @description ms since 1970 */
                                            readonly ended?: number;
                                            readonly waiting?: {
                                                readonly step: string;
                                                /** @enum {string} */
                                                readonly for: "answer" | "time" | "event" | "condition" | "callback" | "resource" | "policy" | "operator";
                                                readonly why?: string;
                                                readonly role?: string;
                                                /** @description ms since 1970 */
                                                readonly until?: number;
                                                readonly pool?: string;
                                                readonly policy?: string;
                                                /** @description of a policy: when it is asked again */
                                                readonly again?: number;
                                                readonly event?: string;
                                                /** @enum {string} */
                                                readonly about?: "doubt" | "undo" | "obligation";
                                                readonly orders?: readonly {
                                                    readonly order: string;
                                                    readonly step: string;
                                                }[];
                                            };
                                        };
                                    }[];
                                }[];
                                /** @description more events follow */
                                readonly partial: boolean;
                            };
                        }[];
                        /** @description runs in which a step waits for an operator; they break nothing */
                        readonly attention: readonly {
                            readonly step: string;
                            readonly why: string;
                            readonly faults: number;
                            readonly story: {
                                /** @description ms since 1970 */
                                readonly began: number;
                                readonly events: number;
                                readonly entries: readonly {
                                    /** @enum {string} */
                                    readonly type: "plan_created" | "execution_started" | "step_started" | "step_completed" | "step_failed" | "execution_completed" | "execution_failed";
                                    /** @description ms since 1970 */
                                    readonly at?: number;
                                    readonly seq?: number;
                                    readonly step?: string;
                                    readonly status?: string;
                                    readonly output?: Json;
                                    readonly failure?: {
                                        readonly class: string;
                                        readonly name: string;
                                        readonly message: string;
                                    };
                                    /** @description ms */
                                    readonly duration?: number;
                                }[];
                                /** @description nodes of the graph whose state an event changed; all others are as before */
                                readonly changes: readonly {
                                    readonly seq: number;
                                    readonly states: readonly {
                                        readonly id: string;
                                        readonly state: {
                                            /** @enum {string} */
                                            readonly status: "waiting" | "ready" | "active" | "completed" | "failed" | "skipped" | "cancelled" | "in doubt" | "undone";
                                            readonly instances: number;
                                            readonly attempts: number;
                                            /** @description ms since 1970 */
                                            readonly began?: number;
                                            /** @description ms since 1970 */
                                            readonly ended?: number;
                                            readonly waiting?: {
                                                readonly step: string;
                                                /** @enum {string} */
                                                readonly for: "answer" | "time" | "event" | "condition" | "callback" | "resource" | "policy" | "operator";
                                                readonly why?: string;
                                                readonly role?: string;
                                                /** @description ms since 1970 */
                                                readonly until?: number;
                                                readonly pool?: string;
                                                readonly policy?: string;
                                                /** @description of a policy: when it is asked again */
                                                readonly again?: number;
                                                readonly event?: string;
                                                /** @enum {string} */
                                                readonly about?: "doubt" | "undo" | "obligation";
                                                readonly orders?: readonly {
                                                    readonly order: string;
                                                    readonly step: string;
                                                }[];
                                            };
                                        };
                                    }[];
                                }[];
                                /** @description more events follow */
                                readonly partial: boolean;
                            };
                        }[];
                        /** @description places that no run reached */
                        readonly unreached: readonly string[];
                        readonly unreachable: readonly {
                            readonly place: string;
                            readonly why: string;
                        }[];
                        /** @description rules whose subject never occurred */
                        readonly untried: readonly string[];
                        /** @description roles whose refusal was not explored */
                        readonly granting: readonly string[];
                    };
                };
            };
        };
    };
    readonly listRuns: {
        readonly parameters: {
            readonly query?: {
                readonly status?: "running" | "waiting" | "attention" | "completed" | "failed" | "cancelled" | "damaged";
                readonly workflow?: string;
                readonly attention?: boolean;
                readonly cursor?: string;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly runs: readonly {
                            readonly run: string;
                            readonly entry: string;
                            readonly plan: string;
                            /** @description ms since 1970 */
                            readonly started: number;
                            readonly events: number;
                            /** @enum {string} */
                            readonly status: "running" | "waiting" | "attention" | "completed" | "failed" | "cancelled" | "damaged";
                            readonly attention: boolean;
                            readonly paused: boolean;
                            readonly waiting: readonly {
                                readonly step: string;
                                /** @enum {string} */
                                readonly for: "answer" | "time" | "event" | "condition" | "callback" | "resource" | "policy" | "operator";
                                readonly why?: string;
                                readonly role?: string;
                                /** @description ms since 1970 */
                                readonly until?: number;
                                readonly pool?: string;
                                readonly policy?: string;
                                /** @description of a policy: when it is asked again */
                                readonly again?: number;
                                readonly event?: string;
                                /** @enum {string} */
                                readonly about?: "doubt" | "undo" | "obligation";
                                readonly orders?: readonly {
                                    readonly order: string;
                                    readonly step: string;
                                }[];
                            }[];
                            readonly progress?: {
                                readonly done: number;
                                readonly all: number;
                            };
                            readonly remaining?: {
                                /** @description the longest it goes on, if nothing more is undone */
                                readonly time: {
                                    /** @description ms */
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                                /** @description the same, if all of it is undone in the end */
                                readonly compensated: {
                                    /** @description ms */
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                                /** @description the most it spends from here, undoing included */
                                readonly cost: {
                                    readonly value: {
                                        readonly currency: string;
                                        readonly amount: string;
                                    };
                                } | {
                                    readonly unbounded: string;
                                };
                                /** @description the times are those of a whole run: nothing better is known where it is */
                                readonly whole: boolean;
                            };
                        }[];
                        readonly next?: string;
                        readonly total: number;
                    };
                };
            };
        };
    };
    readonly getRun: {
        readonly parameters: {
            readonly query?: {
                readonly at?: number;
            };
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly run: string;
                        readonly entry: string;
                        readonly plan: string;
                        /** @description ms since 1970 */
                        readonly started: number;
                        readonly events: number;
                        /** @enum {string} */
                        readonly status: "running" | "waiting" | "attention" | "completed" | "failed" | "cancelled" | "damaged";
                        readonly attention: boolean;
                        readonly paused: boolean;
                        readonly waiting: readonly {
                            readonly step: string;
                            /** @enum {string} */
                            readonly for: "answer" | "time" | "event" | "condition" | "callback" | "resource" | "policy" | "operator";
                            readonly why?: string;
                            readonly role?: string;
                            /** @description ms since 1970 */
                            readonly until?: number;
                            readonly pool?: string;
                            readonly policy?: string;
                            /** @description of a policy: when it is asked again */
                            readonly again?: number;
                            readonly event?: string;
                            /** @enum {string} */
                            readonly about?: "doubt" | "undo" | "obligation";
                            readonly orders?: readonly {
                                readonly order: string;
                                readonly step: string;
                            }[];
                        }[];
                        readonly progress: {
                            readonly done: number;
                            readonly all: number;
                        };
                        readonly remaining?: {
                            /** @description the longest it goes on, if nothing more is undone */
                            readonly time: {
                                /** @description ms */
                                readonly value: number;
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the same, if all of it is undone in the end */
                            readonly compensated: {
                                /** @description ms */
                                readonly value: number;
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the most it spends from here, undoing included */
                            readonly cost: {
                                readonly value: {
                                    readonly currency: string;
                                    readonly amount: string;
                                };
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the times are those of a whole run: nothing better is known where it is */
                            readonly whole: boolean;
                        };
                        readonly at: number;
                        /** @description ms since 1970 */
                        readonly ended?: number;
                        readonly input: JsonObject;
                        readonly value?: Json;
                        readonly failure?: {
                            readonly class: string;
                            readonly name: string;
                            readonly message: string;
                        };
                        readonly steps: readonly {
                            readonly step: string;
                            readonly capability?: string;
                            readonly status: string;
                            /** @enum {string} */
                            readonly standing: "none" | "maybe" | "applied" | "undone";
                            readonly attempts: number;
                            /** @description ms since 1970 */
                            readonly began: number;
                            /** @description ms since 1970 */
                            readonly ended?: number;
                            readonly value?: Json;
                            readonly failure?: {
                                readonly class: string;
                                readonly name: string;
                                readonly message: string;
                            };
                            readonly cost: readonly {
                                readonly currency: string;
                                readonly amount: string;
                            }[];
                        }[];
                        readonly spent: {
                            readonly cost: readonly {
                                readonly currency: string;
                                readonly amount: string;
                            }[];
                            readonly energy: number;
                            readonly tokens: number;
                        };
                    };
                };
            };
        };
    };
    readonly getValue: {
        readonly parameters: {
            readonly query: {
                readonly run: string;
            };
            readonly header?: never;
            readonly path: {
                readonly hash: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly value: Json;
                    };
                };
            };
        };
    };
    readonly getTimeline: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly run: string;
                        readonly entries: readonly {
                            /** @enum {string} */
                            readonly type: "plan_created" | "execution_started" | "step_started" | "step_completed" | "step_failed" | "execution_completed" | "execution_failed";
                            /** @description ms since 1970 */
                            readonly at?: number;
                            readonly seq?: number;
                            readonly step?: string;
                            readonly status?: string;
                            readonly output?: Json;
                            readonly failure?: {
                                readonly class: string;
                                readonly name: string;
                                readonly message: string;
                            };
                            /** @description ms */
                            readonly duration?: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly listRunSpans: {
        readonly parameters: {
            readonly query?: {
                readonly status?: "running" | "waiting" | "attention" | "completed" | "failed" | "cancelled" | "damaged";
                readonly workflow?: string;
                readonly cursor?: string;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly runs: readonly {
                            readonly summary: {
                                readonly run: string;
                                readonly entry: string;
                                readonly plan: string;
                                /** @description ms since 1970 */
                                readonly started: number;
                                readonly events: number;
                                /** @enum {string} */
                                readonly status: "running" | "waiting" | "attention" | "completed" | "failed" | "cancelled" | "damaged";
                                readonly attention: boolean;
                                readonly paused: boolean;
                                readonly waiting: readonly {
                                    readonly step: string;
                                    /** @enum {string} */
                                    readonly for: "answer" | "time" | "event" | "condition" | "callback" | "resource" | "policy" | "operator";
                                    readonly why?: string;
                                    readonly role?: string;
                                    /** @description ms since 1970 */
                                    readonly until?: number;
                                    readonly pool?: string;
                                    readonly policy?: string;
                                    /** @description of a policy: when it is asked again */
                                    readonly again?: number;
                                    readonly event?: string;
                                    /** @enum {string} */
                                    readonly about?: "doubt" | "undo" | "obligation";
                                    readonly orders?: readonly {
                                        readonly order: string;
                                        readonly step: string;
                                    }[];
                                }[];
                                readonly progress?: {
                                    readonly done: number;
                                    readonly all: number;
                                };
                                readonly remaining?: {
                                    /** @description the longest it goes on, if nothing more is undone */
                                    readonly time: {
                                        /** @description ms */
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    /** @description the same, if all of it is undone in the end */
                                    readonly compensated: {
                                        /** @description ms */
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    /** @description the most it spends from here, undoing included */
                                    readonly cost: {
                                        readonly value: {
                                            readonly currency: string;
                                            readonly amount: string;
                                        };
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    /** @description the times are those of a whole run: nothing better is known where it is */
                                    readonly whole: boolean;
                                };
                            };
                            /** @description ms since 1970 */
                            readonly ended?: number;
                            readonly steps: readonly {
                                readonly step: string;
                                readonly capability?: string;
                                readonly status: string;
                                /** @description ms since 1970 */
                                readonly began: number;
                                /** @description ms since 1970 */
                                readonly ended?: number;
                            }[];
                        }[];
                        readonly next?: string;
                        readonly total: number;
                    };
                };
            };
        };
    };
    readonly listRunEvents: {
        readonly parameters: {
            readonly query?: {
                /** @description the first event */
                readonly from?: number;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly run: string;
                        readonly events: readonly {
                            readonly seq: number;
                            /** @description ms since 1970 */
                            readonly at: number;
                            /** @description as the journal names it */
                            readonly kind: string;
                            readonly step?: string;
                            readonly capability?: string;
                            readonly attempt?: number;
                            readonly args?: Json;
                            readonly value?: Json;
                            readonly status?: string;
                            readonly standing?: string;
                            readonly failure?: {
                                readonly class: string;
                                readonly name: string;
                                readonly message: string;
                            };
                            readonly by?: string;
                            readonly why?: string;
                            readonly order?: string;
                            /** @description ms since 1970 */
                            readonly due?: number;
                            readonly rule?: string;
                            /** @description the arm, round or plan that was chosen */
                            readonly took?: number;
                        }[];
                        readonly next?: number;
                        readonly total: number;
                    };
                };
            };
        };
    };
    readonly compareRuns: {
        readonly parameters: {
            readonly query: {
                readonly with: string;
            };
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly run: string;
                        readonly with: string;
                        readonly plans: {
                            readonly run: string;
                            readonly with: string;
                            readonly same: boolean;
                        };
                        readonly input: readonly {
                            readonly parameter: string;
                            readonly run?: Json;
                            readonly with?: Json;
                        }[];
                        readonly outcome: {
                            readonly run: {
                                readonly capability?: string;
                                readonly status: string;
                                readonly standing?: string;
                                readonly attempts?: number;
                                readonly value?: Json;
                                readonly failure?: {
                                    readonly class: string;
                                    readonly name: string;
                                    readonly message: string;
                                };
                                /** @description ms */
                                readonly duration?: number;
                                readonly cost?: readonly {
                                    readonly currency: string;
                                    readonly amount: string;
                                }[];
                            };
                            readonly with: {
                                readonly capability?: string;
                                readonly status: string;
                                readonly standing?: string;
                                readonly attempts?: number;
                                readonly value?: Json;
                                readonly failure?: {
                                    readonly class: string;
                                    readonly name: string;
                                    readonly message: string;
                                };
                                /** @description ms */
                                readonly duration?: number;
                                readonly cost?: readonly {
                                    readonly currency: string;
                                    readonly amount: string;
                                }[];
                            };
                            readonly differs: readonly ("capability" | "status" | "standing" | "attempts" | "value" | "failure")[];
                        };
                        readonly steps: readonly {
                            readonly step: string;
                            /** @enum {string} */
                            readonly in: "both" | "run" | "with";
                            readonly run?: {
                                readonly capability?: string;
                                readonly status: string;
                                readonly standing?: string;
                                readonly attempts?: number;
                                readonly value?: Json;
                                readonly failure?: {
                                    readonly class: string;
                                    readonly name: string;
                                    readonly message: string;
                                };
                                /** @description ms */
                                readonly duration?: number;
                                readonly cost?: readonly {
                                    readonly currency: string;
                                    readonly amount: string;
                                }[];
                            };
                            readonly with?: {
                                readonly capability?: string;
                                readonly status: string;
                                readonly standing?: string;
                                readonly attempts?: number;
                                readonly value?: Json;
                                readonly failure?: {
                                    readonly class: string;
                                    readonly name: string;
                                    readonly message: string;
                                };
                                /** @description ms */
                                readonly duration?: number;
                                readonly cost?: readonly {
                                    readonly currency: string;
                                    readonly amount: string;
                                }[];
                            };
                            readonly differs?: readonly ("capability" | "status" | "standing" | "attempts" | "value" | "failure")[];
                        }[];
                    };
                };
            };
        };
    };
    readonly orderRun: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @enum {string} */
                    readonly order: "cancel" | "pause" | "unpause" | "resolve" | "retry" | "skip";
                    /** @description the step that it is about, for `resolve`, `retry` and `skip` */
                    readonly step?: string;
                    /** @description for `resolve`: {"completed": value}, {"failed": "why"} or "retry"; for `cancel`: {"undo": false} or {"force": true} */
                    readonly detail?: Json;
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                    };
                };
            };
        };
    };
    readonly forecastOrder: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @enum {string} */
                    readonly order: "cancel" | "pause" | "unpause" | "resolve" | "retry" | "skip";
                    /** @description the step that it is about, for `resolve`, `retry` and `skip` */
                    readonly step?: string;
                    /** @description for `resolve`: {"completed": value}, {"failed": "why"} or "retry"; for `cancel`: {"undo": false} or {"force": true} */
                    readonly detail?: Json;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @description effects that are undone, in order, with the undo's arguments and worst case */
                        readonly undone: readonly {
                            readonly step: string;
                            readonly capability: string;
                            readonly args: Json;
                            readonly cost: {
                                readonly value: {
                                    readonly currency: string;
                                    readonly amount: string;
                                };
                            } | {
                                readonly unbounded: string;
                            };
                            readonly time: {
                                /** @description ms */
                                readonly value: number;
                            } | {
                                readonly unbounded: string;
                            };
                        }[];
                        /** @description effects that stand afterwards */
                        readonly stays: readonly {
                            readonly step: string;
                            readonly capability: string;
                            readonly why: string;
                        }[];
                        /** @description steps of whose effect nobody can be sure */
                        readonly doubtful: readonly {
                            readonly step: string;
                            readonly capability: string;
                            readonly why: string;
                        }[];
                        /** @description steps that begin at once */
                        readonly begins: readonly {
                            readonly step: string;
                            readonly capability: string;
                            readonly args: Json;
                        }[];
                        readonly ends?: {
                            /** @enum {string} */
                            readonly status: "completed" | "failed" | "cancelled";
                            readonly failure?: {
                                readonly class: string;
                                readonly name: string;
                                readonly message: string;
                            };
                        };
                        readonly remaining?: {
                            /** @description the longest it goes on, if nothing more is undone */
                            readonly time: {
                                /** @description ms */
                                readonly value: number;
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the same, if all of it is undone in the end */
                            readonly compensated: {
                                /** @description ms */
                                readonly value: number;
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the most it spends from here, undoing included */
                            readonly cost: {
                                readonly value: {
                                    readonly currency: string;
                                    readonly amount: string;
                                };
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the times are those of a whole run: nothing better is known where it is */
                            readonly whole: boolean;
                        };
                        /** @description more may follow than is listed */
                        readonly partial: boolean;
                    };
                };
            };
        };
    };
    readonly orderRuns: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly runs: readonly string[];
                    /** @enum {string} */
                    readonly order: "cancel" | "pause" | "unpause" | "resolve" | "retry" | "skip";
                    /** @description the step that it is about, for `resolve`, `retry` and `skip` */
                    readonly step?: string;
                    /** @description for `resolve`: {"completed": value}, {"failed": "why"} or "retry"; for `cancel`: {"undo": false} or {"force": true} */
                    readonly detail?: Json;
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly results: readonly {
                            readonly run: string;
                            /** @enum {Json} */
                            readonly done?: true;
                            readonly problem?: {
                                readonly code: string;
                                readonly detail: string;
                            };
                        }[];
                    };
                };
            };
        };
    };
    readonly forecastOrders: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly runs: readonly string[];
                    /** @enum {string} */
                    readonly order: "cancel" | "pause" | "unpause" | "resolve" | "retry" | "skip";
                    /** @description the step that it is about, for `resolve`, `retry` and `skip` */
                    readonly step?: string;
                    /** @description for `resolve`: {"completed": value}, {"failed": "why"} or "retry"; for `cancel`: {"undo": false} or {"force": true} */
                    readonly detail?: Json;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly results: readonly {
                            readonly run: string;
                            readonly forecast?: {
                                /** @description effects that are undone, in order, with the undo's arguments and worst case */
                                readonly undone: readonly {
                                    readonly step: string;
                                    readonly capability: string;
                                    readonly args: Json;
                                    readonly cost: {
                                        readonly value: {
                                            readonly currency: string;
                                            readonly amount: string;
                                        };
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly time: {
                                        /** @description ms */
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                }[];
                                /** @description effects that stand afterwards */
                                readonly stays: readonly {
                                    readonly step: string;
                                    readonly capability: string;
                                    readonly why: string;
                                }[];
                                /** @description steps of whose effect nobody can be sure */
                                readonly doubtful: readonly {
                                    readonly step: string;
                                    readonly capability: string;
                                    readonly why: string;
                                }[];
                                /** @description steps that begin at once */
                                readonly begins: readonly {
                                    readonly step: string;
                                    readonly capability: string;
                                    readonly args: Json;
                                }[];
                                readonly ends?: {
                                    /** @enum {string} */
                                    readonly status: "completed" | "failed" | "cancelled";
                                    readonly failure?: {
                                        readonly class: string;
                                        readonly name: string;
                                        readonly message: string;
                                    };
                                };
                                readonly remaining?: {
                                    /** @description the longest it goes on, if nothing more is undone */
                                    readonly time: {
                                        /** @description ms */
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    /** @description the same, if all of it is undone in the end */
                                    readonly compensated: {
                                        /** @description ms */
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    /** @description the most it spends from here, undoing included */
                                    readonly cost: {
                                        readonly value: {
                                            readonly currency: string;
                                            readonly amount: string;
                                        };
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    /** @description the times are those of a whole run: nothing better is known where it is */
                                    readonly whole: boolean;
                                };
                                /** @description more may follow than is listed */
                                readonly partial: boolean;
                            };
                            readonly problem?: {
                                readonly code: string;
                                readonly detail: string;
                            };
                        }[];
                    };
                };
            };
        };
    };
    readonly getWorkflowGraph: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly workflow_name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly workflow: string;
                        readonly plan: string;
                        /** @description the drawing in one sentence */
                        readonly says: string;
                        readonly width: number;
                        readonly height: number;
                        readonly nodes: readonly {
                            /** @description `routine/node`; with `#end` or `#undo` for what belongs to a node */
                            readonly id: string;
                            readonly routine: string;
                            readonly node: string;
                            /** @enum {string} */
                            readonly kind: "call" | "let" | "branch" | "join" | "loop" | "race" | "quorum" | "wait" | "hold" | "emit" | "return" | "yield" | "fail" | "commit" | "end" | "undo";
                            /** @enum {string} */
                            readonly form: "step" | "person" | "head" | "choice" | "act" | "stop" | "end" | "undo";
                            readonly label: string;
                            /** @description its box */
                            readonly lines: readonly {
                                readonly text: string;
                                /** @enum {string} */
                                readonly role: "title" | "what" | "worst" | "note";
                            }[];
                            /** @description the loop, race, hold or called plan that it stands in */
                            readonly group?: string;
                            readonly x: number;
                            readonly y: number;
                            readonly width: number;
                            readonly height: number;
                            readonly source?: {
                                readonly file: string;
                                readonly line: number;
                                readonly start: number;
                                readonly end: number;
                            };
                            readonly capability?: {
                                readonly name: string;
                                readonly kind: string;
                                readonly effect: string;
                            };
                            /** @description the plan or goal that it calls; the group `plan NAME` draws it */
                            readonly calls?: string;
                            /** @description the capability that undoes it */
                            readonly undo?: string;
                            readonly bounds?: {
                                readonly cost: {
                                    readonly best: {
                                        readonly currency: string;
                                        readonly amount: string;
                                    };
                                    readonly worst: {
                                        readonly value: {
                                            readonly currency: string;
                                            readonly amount: string;
                                        };
                                    } | {
                                        readonly unbounded: string;
                                    };
                                };
                                readonly latency: {
                                    /** @description ms */
                                    readonly best: number;
                                    readonly worst: {
                                        /** @description ms */
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                };
                            };
                            /** @description on the longest path */
                            readonly critical: boolean;
                            readonly rules: readonly {
                                readonly rule: string;
                                /** @enum {string} */
                                readonly verdict: "proved" | "checked" | "refused";
                            }[];
                            readonly state?: {
                                /** @enum {string} */
                                readonly status: "waiting" | "ready" | "active" | "completed" | "failed" | "skipped" | "cancelled" | "in doubt" | "undone";
                                readonly instances: number;
                                readonly attempts: number;
                                /** @description ms since 1970 */
                                readonly began?: number;
                                /** @description ms since 1970 */
                                readonly ended?: number;
                                readonly waiting?: {
                                    readonly step: string;
                                    /** @enum {string} */
                                    readonly for: "answer" | "time" | "event" | "condition" | "callback" | "resource" | "policy" | "operator";
                                    readonly why?: string;
                                    readonly role?: string;
                                    /** @description ms since 1970 */
                                    readonly until?: number;
                                    readonly pool?: string;
                                    readonly policy?: string;
                                    /** @description of a policy: when it is asked again */
                                    readonly again?: number;
                                    readonly event?: string;
                                    /** @enum {string} */
                                    readonly about?: "doubt" | "undo" | "obligation";
                                    readonly orders?: readonly {
                                        readonly order: string;
                                        readonly step: string;
                                    }[];
                                };
                            };
                        }[];
                        readonly edges: readonly {
                            readonly id: string;
                            readonly from: string;
                            readonly to: string;
                            /** @enum {string} */
                            readonly kind: "order" | "data" | "failure" | "compensation";
                            readonly label?: string;
                            readonly critical: boolean;
                            readonly points: readonly {
                                readonly x: number;
                                readonly y: number;
                            }[];
                        }[];
                        readonly groups: readonly {
                            readonly id: string;
                            /** @enum {string} */
                            readonly kind: "plan" | "hold" | "loop" | "race";
                            readonly label: string;
                            readonly parent?: string;
                            readonly x: number;
                            readonly y: number;
                            readonly width: number;
                            readonly height: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly getRunGraph: {
        readonly parameters: {
            readonly query?: {
                readonly at?: number;
            };
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly workflow: string;
                        readonly plan: string;
                        /** @description the drawing in one sentence */
                        readonly says: string;
                        readonly width: number;
                        readonly height: number;
                        readonly nodes: readonly {
                            /** @description `routine/node`; with `#end` or `#undo` for what belongs to a node */
                            readonly id: string;
                            readonly routine: string;
                            readonly node: string;
                            /** @enum {string} */
                            readonly kind: "call" | "let" | "branch" | "join" | "loop" | "race" | "quorum" | "wait" | "hold" | "emit" | "return" | "yield" | "fail" | "commit" | "end" | "undo";
                            /** @enum {string} */
                            readonly form: "step" | "person" | "head" | "choice" | "act" | "stop" | "end" | "undo";
                            readonly label: string;
                            /** @description its box */
                            readonly lines: readonly {
                                readonly text: string;
                                /** @enum {string} */
                                readonly role: "title" | "what" | "worst" | "note";
                            }[];
                            /** @description the loop, race, hold or called plan that it stands in */
                            readonly group?: string;
                            readonly x: number;
                            readonly y: number;
                            readonly width: number;
                            readonly height: number;
                            readonly source?: {
                                readonly file: string;
                                readonly line: number;
                                readonly start: number;
                                readonly end: number;
                            };
                            readonly capability?: {
                                readonly name: string;
                                readonly kind: string;
                                readonly effect: string;
                            };
                            /** @description the plan or goal that it calls; the group `plan NAME` draws it */
                            readonly calls?: string;
                            /** @description the capability that undoes it */
                            readonly undo?: string;
                            readonly bounds?: {
                                readonly cost: {
                                    readonly best: {
                                        readonly currency: string;
                                        readonly amount: string;
                                    };
                                    readonly worst: {
                                        readonly value: {
                                            readonly currency: string;
                                            readonly amount: string;
                                        };
                                    } | {
                                        readonly unbounded: string;
                                    };
                                };
                                readonly latency: {
                                    /** @description ms */
                                    readonly best: number;
                                    readonly worst: {
                                        /** @description ms */
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                };
                            };
                            /** @description on the longest path */
                            readonly critical: boolean;
                            readonly rules: readonly {
                                readonly rule: string;
                                /** @enum {string} */
                                readonly verdict: "proved" | "checked" | "refused";
                            }[];
                            readonly state?: {
                                /** @enum {string} */
                                readonly status: "waiting" | "ready" | "active" | "completed" | "failed" | "skipped" | "cancelled" | "in doubt" | "undone";
                                readonly instances: number;
                                readonly attempts: number;
                                /** @description ms since 1970 */
                                readonly began?: number;
                                /** @description ms since 1970 */
                                readonly ended?: number;
                                readonly waiting?: {
                                    readonly step: string;
                                    /** @enum {string} */
                                    readonly for: "answer" | "time" | "event" | "condition" | "callback" | "resource" | "policy" | "operator";
                                    readonly why?: string;
                                    readonly role?: string;
                                    /** @description ms since 1970 */
                                    readonly until?: number;
                                    readonly pool?: string;
                                    readonly policy?: string;
                                    /** @description of a policy: when it is asked again */
                                    readonly again?: number;
                                    readonly event?: string;
                                    /** @enum {string} */
                                    readonly about?: "doubt" | "undo" | "obligation";
                                    readonly orders?: readonly {
                                        readonly order: string;
                                        readonly step: string;
                                    }[];
                                };
                            };
                        }[];
                        readonly edges: readonly {
                            readonly id: string;
                            readonly from: string;
                            readonly to: string;
                            /** @enum {string} */
                            readonly kind: "order" | "data" | "failure" | "compensation";
                            readonly label?: string;
                            readonly critical: boolean;
                            readonly points: readonly {
                                readonly x: number;
                                readonly y: number;
                            }[];
                        }[];
                        readonly groups: readonly {
                            readonly id: string;
                            /** @enum {string} */
                            readonly kind: "plan" | "hold" | "loop" | "race";
                            readonly label: string;
                            readonly parent?: string;
                            readonly x: number;
                            readonly y: number;
                            readonly width: number;
                            readonly height: number;
                        }[];
                        readonly run: string;
                        readonly at: number;
                        readonly status: string;
                        readonly progress: {
                            readonly done: number;
                            readonly all: number;
                        };
                        readonly remaining?: {
                            /** @description the longest it goes on, if nothing more is undone */
                            readonly time: {
                                /** @description ms */
                                readonly value: number;
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the same, if all of it is undone in the end */
                            readonly compensated: {
                                /** @description ms */
                                readonly value: number;
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the most it spends from here, undoing included */
                            readonly cost: {
                                readonly value: {
                                    readonly currency: string;
                                    readonly amount: string;
                                };
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the times are those of a whole run: nothing better is known where it is */
                            readonly whole: boolean;
                        };
                    };
                };
            };
        };
    };
    readonly getNodeStates: {
        readonly parameters: {
            readonly query?: {
                readonly at?: number;
            };
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly plan: string;
                        readonly states: readonly {
                            readonly id: string;
                            readonly state: {
                                /** @enum {string} */
                                readonly status: "waiting" | "ready" | "active" | "completed" | "failed" | "skipped" | "cancelled" | "in doubt" | "undone";
                                readonly instances: number;
                                readonly attempts: number;
                                /** @description ms since 1970 */
                                readonly began?: number;
                                /** @description ms since 1970 */
                                readonly ended?: number;
                                readonly waiting?: {
                                    readonly step: string;
                                    /** @enum {string} */
                                    readonly for: "answer" | "time" | "event" | "condition" | "callback" | "resource" | "policy" | "operator";
                                    readonly why?: string;
                                    readonly role?: string;
                                    /** @description ms since 1970 */
                                    readonly until?: number;
                                    readonly pool?: string;
                                    readonly policy?: string;
                                    /** @description of a policy: when it is asked again */
                                    readonly again?: number;
                                    readonly event?: string;
                                    /** @enum {string} */
                                    readonly about?: "doubt" | "undo" | "obligation";
                                    readonly orders?: readonly {
                                        readonly order: string;
                                        readonly step: string;
                                    }[];
                                };
                            };
                        }[];
                        readonly run: string;
                        readonly at: number;
                        readonly status: string;
                        readonly progress: {
                            readonly done: number;
                            readonly all: number;
                        };
                        readonly remaining?: {
                            /** @description the longest it goes on, if nothing more is undone */
                            readonly time: {
                                /** @description ms */
                                readonly value: number;
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the same, if all of it is undone in the end */
                            readonly compensated: {
                                /** @description ms */
                                readonly value: number;
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the most it spends from here, undoing included */
                            readonly cost: {
                                readonly value: {
                                    readonly currency: string;
                                    readonly amount: string;
                                };
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the times are those of a whole run: nothing better is known where it is */
                            readonly whole: boolean;
                        };
                    };
                };
            };
        };
    };
    readonly listTasks: {
        readonly parameters: {
            readonly query?: {
                readonly role?: string;
                readonly run?: string;
                readonly workflow?: string;
                /** @description only those that the token's user has the role for */
                readonly mine?: boolean;
                /** @description only those kept for the token's user, or for nobody */
                readonly claimed?: boolean;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly tasks: readonly {
                            /** @description its id, for answers and claims */
                            readonly task: string;
                            readonly run: string;
                            readonly workflow: string;
                            readonly step: string;
                            readonly capability: string;
                            /** @description the role that is asked */
                            readonly role: string;
                            /** @description the question */
                            readonly show: string;
                            /** @description the arguments that the question is about */
                            readonly evidence: Json;
                            /** @description not a result is asked for, but whether the step may go ahead */
                            readonly approval: boolean;
                            /** @description the JSON Schema of the answer */
                            readonly answer?: JsonObject;
                            readonly people: {
                                readonly of: number;
                                readonly answered: readonly string[];
                            };
                            /** @description roles that are asked afterwards */
                            readonly later: readonly string[];
                            /** @description the people for whom it is kept */
                            readonly claimed: readonly string[];
                            /** @description ms since 1970 */
                            readonly asked: number;
                            /** @description ms since 1970 */
                            readonly due?: number;
                            /** @description ms */
                            readonly age: number;
                            readonly overdue: boolean;
                            readonly may: {
                                readonly answer: boolean;
                                readonly why?: string;
                            };
                            /** @description the consequences of a no, where a no can be given */
                            readonly no?: {
                                /** @description effects that are undone, in order, with the undo's arguments and worst case */
                                readonly undone: readonly {
                                    readonly step: string;
                                    readonly capability: string;
                                    readonly args: Json;
                                    readonly cost: {
                                        readonly value: {
                                            readonly currency: string;
                                            readonly amount: string;
                                        };
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    readonly time: {
                                        /** @description ms */
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                }[];
                                /** @description effects that stand afterwards */
                                readonly stays: readonly {
                                    readonly step: string;
                                    readonly capability: string;
                                    readonly why: string;
                                }[];
                                /** @description steps of whose effect nobody can be sure */
                                readonly doubtful: readonly {
                                    readonly step: string;
                                    readonly capability: string;
                                    readonly why: string;
                                }[];
                                /** @description steps that begin at once */
                                readonly begins: readonly {
                                    readonly step: string;
                                    readonly capability: string;
                                    readonly args: Json;
                                }[];
                                readonly ends?: {
                                    /** @enum {string} */
                                    readonly status: "completed" | "failed" | "cancelled";
                                    readonly failure?: {
                                        readonly class: string;
                                        readonly name: string;
                                        readonly message: string;
                                    };
                                };
                                readonly remaining?: {
                                    /** @description the longest it goes on, if nothing more is undone */
                                    readonly time: {
                                        /** @description ms */
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    /** @description the same, if all of it is undone in the end */
                                    readonly compensated: {
                                        /** @description ms */
                                        readonly value: number;
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    /** @description the most it spends from here, undoing included */
                                    readonly cost: {
                                        readonly value: {
                                            readonly currency: string;
                                            readonly amount: string;
                                        };
                                    } | {
                                        readonly unbounded: string;
                                    };
                                    /** @description the times are those of a whole run: nothing better is known where it is */
                                    readonly whole: boolean;
                                };
                                /** @description more may follow than is listed */
                                readonly partial: boolean;
                            };
                        }[];
                        readonly total: number;
                    };
                };
            };
        };
    };
    readonly answerTask: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly task: string;
                    readonly value: Json;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                    };
                };
            };
        };
    };
    readonly forecastAnswer: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly task: string;
                    readonly value: Json;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @description effects that are undone, in order, with the undo's arguments and worst case */
                        readonly undone: readonly {
                            readonly step: string;
                            readonly capability: string;
                            readonly args: Json;
                            readonly cost: {
                                readonly value: {
                                    readonly currency: string;
                                    readonly amount: string;
                                };
                            } | {
                                readonly unbounded: string;
                            };
                            readonly time: {
                                /** @description ms */
                                readonly value: number;
                            } | {
                                readonly unbounded: string;
                            };
                        }[];
                        /** @description effects that stand afterwards */
                        readonly stays: readonly {
                            readonly step: string;
                            readonly capability: string;
                            readonly why: string;
                        }[];
                        /** @description steps of whose effect nobody can be sure */
                        readonly doubtful: readonly {
                            readonly step: string;
                            readonly capability: string;
                            readonly why: string;
                        }[];
                        /** @description steps that begin at once */
                        readonly begins: readonly {
                            readonly step: string;
                            readonly capability: string;
                            readonly args: Json;
                        }[];
                        readonly ends?: {
                            /** @enum {string} */
                            readonly status: "completed" | "failed" | "cancelled";
                            readonly failure?: {
                                readonly class: string;
                                readonly name: string;
                                readonly message: string;
                            };
                        };
                        readonly remaining?: {
                            /** @description the longest it goes on, if nothing more is undone */
                            readonly time: {
                                /** @description ms */
                                readonly value: number;
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the same, if all of it is undone in the end */
                            readonly compensated: {
                                /** @description ms */
                                readonly value: number;
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the most it spends from here, undoing included */
                            readonly cost: {
                                readonly value: {
                                    readonly currency: string;
                                    readonly amount: string;
                                };
                            } | {
                                readonly unbounded: string;
                            };
                            /** @description the times are those of a whole run: nothing better is known where it is */
                            readonly whole: boolean;
                        };
                        /** @description more may follow than is listed */
                        readonly partial: boolean;
                    };
                };
            };
        };
    };
    readonly claimTask: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly task: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                    };
                };
            };
        };
    };
    readonly releaseTask: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly task: string;
                    readonly from?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                    };
                };
            };
        };
    };
    readonly delegateTask: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly task: string;
                    readonly to: string;
                    readonly from?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                    };
                };
            };
        };
    };
    readonly getStatus: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly runs: {
                            readonly [key: string]: number;
                        };
                        readonly armed: boolean;
                        readonly attention?: number;
                        readonly flags: readonly {
                            readonly name: string;
                            readonly value?: Json;
                            /** @description ms since 1970 */
                            readonly since?: number;
                        }[];
                        readonly signals: readonly {
                            readonly name: string;
                            readonly value?: Json;
                            readonly confidence?: number;
                            /** @description ms */
                            readonly age?: number;
                            readonly sources: readonly string[];
                        }[];
                        readonly tallies: {
                            readonly [key: string]: number;
                        };
                        readonly refused: {
                            readonly [key: string]: number;
                        };
                    };
                };
            };
        };
    };
    readonly listActiveRuns: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly mode: "open" | "stopped" | "paused";
                        readonly runs: readonly {
                            readonly run: string;
                            readonly entry: string;
                            readonly plan: string;
                            /** @description ms since 1970 */
                            readonly started: number;
                            readonly events: number;
                            /** @enum {string} */
                            readonly status: "running" | "waiting" | "attention" | "completed" | "failed" | "cancelled" | "damaged";
                            readonly attention: boolean;
                            readonly paused: boolean;
                            readonly waiting: readonly {
                                readonly step: string;
                                /** @enum {string} */
                                readonly for: "answer" | "time" | "event" | "condition" | "callback" | "resource" | "policy" | "operator";
                                readonly why?: string;
                                readonly role?: string;
                                /** @description ms since 1970 */
                                readonly until?: number;
                                readonly pool?: string;
                                readonly policy?: string;
                                /** @description of a policy: when it is asked again */
                                readonly again?: number;
                                readonly event?: string;
                                /** @enum {string} */
                                readonly about?: "doubt" | "undo" | "obligation";
                                readonly orders?: readonly {
                                    readonly order: string;
                                    readonly step: string;
                                }[];
                            }[];
                            readonly progress?: {
                                readonly done: number;
                                readonly all: number;
                            };
                            readonly remaining?: {
                                /** @description the longest it goes on, if nothing more is undone */
                                readonly time: {
                                    /** @description ms */
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                                /** @description the same, if all of it is undone in the end */
                                readonly compensated: {
                                    /** @description ms */
                                    readonly value: number;
                                } | {
                                    readonly unbounded: string;
                                };
                                /** @description the most it spends from here, undoing included */
                                readonly cost: {
                                    readonly value: {
                                        readonly currency: string;
                                        readonly amount: string;
                                    };
                                } | {
                                    readonly unbounded: string;
                                };
                                /** @description the times are those of a whole run: nothing better is known where it is */
                                readonly whole: boolean;
                            };
                        }[];
                        readonly total: number;
                    };
                };
            };
        };
    };
    readonly listRoutingRules: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly rules: readonly {
                            readonly name: string;
                            readonly on: readonly {
                                /** @enum {string} */
                                readonly kind: "event" | "schedule" | "every" | "change" | "outcome" | "request";
                                readonly event?: string;
                            }[];
                            readonly starts: string;
                            /** @description its clauses, as an author would write them */
                            readonly says: {
                                readonly on: readonly string[];
                                readonly when?: string;
                                readonly parts?: readonly string[];
                                readonly debounce?: string;
                                readonly throttle?: string;
                                readonly overlap?: string;
                                readonly start: string;
                            };
                            /** @enum {string} */
                            readonly missed: "skip" | "once" | "all";
                            readonly priority?: string;
                            readonly fired: number;
                            readonly running: number;
                            readonly queued: number;
                            /** @description ms since 1970 */
                            readonly next?: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly listChannels: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly events: readonly ({
                            readonly name: string;
                            readonly category?: string;
                            readonly priority?: string;
                            readonly sources?: readonly string[];
                        } & JsonObject)[];
                        readonly live: readonly string[];
                    };
                };
            };
        };
    };
    readonly listPipelines: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly pipelines: readonly {
                            readonly trigger: string;
                            /** @enum {string} */
                            readonly kind: "event" | "schedule" | "every" | "change" | "outcome" | "request";
                            readonly stages: readonly {
                                /** @enum {string} */
                                readonly kind: "source" | "event" | "fusion" | "trigger" | "workflow";
                                readonly name: string;
                            }[];
                            readonly priority?: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly listContext: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly known: readonly {
                            readonly name: string;
                            /** @enum {string} */
                            readonly kind: "signal" | "flag";
                            /** @enum {string} */
                            readonly label: "public" | "internal" | "personal" | "secret";
                            readonly domain?: string;
                            /** @description a flag's condition, as an author would write it */
                            readonly says?: string;
                            /** @description left out: Json; a quantity in its base unit */
                            readonly value?: Json;
                            /** @description the value as people say it, with its unit */
                            readonly text?: string;
                            readonly confidence?: number;
                            /** @description when a signal was measured last, since when a flag is so */
                            readonly since?: number;
                            /** @description how the readings of several sources become one value */
                            readonly fuse?: string;
                            readonly sources?: readonly {
                                readonly source: string;
                                readonly value?: Json;
                                readonly text?: string;
                                /** @description ms since 1970 */
                                readonly when?: number;
                            }[];
                            readonly because?: readonly {
                                readonly name: string;
                                readonly value?: Json;
                                readonly text?: string;
                                readonly confidence?: number;
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    readonly getContextHistory: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly name: string;
                        /** @enum {string} */
                        readonly kind: "signal" | "flag";
                        readonly points: readonly {
                            /** @description ms since 1970 */
                            readonly at: number;
                            readonly source?: string;
                            /** @description left out: Json */
                            readonly value?: Json;
                            readonly text?: string;
                            readonly confidence?: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly getCapabilityGraph: {
        readonly parameters: {
            readonly query?: {
                /** @description only what belongs to this node: its id, its name or the end of it */
                readonly of?: string;
                /** @description with `of`: what the node needs, what needs it, or both */
                readonly direction?: "needs" | "needed_by" | "both";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly nodes: readonly {
                            /** @description its kind and its name */
                            readonly id: string;
                            /** @enum {string} */
                            readonly kind: "workflow" | "capability" | "pool" | "member" | "role" | "signal" | "flag" | "consent" | "tier" | "address" | "record";
                            readonly name: string;
                            /** @description a member's health, or `held`; of a pool `ready`, `held` or `unavailable`; of a signal or flag `known` or `Json` */
                            readonly state?: string;
                            /** @description the present value of a signal or flag */
                            readonly text?: string;
                            /** @description open tasks of a role */
                            readonly asked?: number;
                            /** @description what it depends on, directly or not, that is not ready or known now */
                            readonly lacks: readonly string[];
                        }[];
                        readonly edges: readonly {
                            readonly from: string;
                            readonly to: string;
                            /** @enum {string} */
                            readonly kind: "calls" | "undone by" | "confirmed by" | "uses" | "overflows into" | "has" | "asks" | "reads" | "needs" | "runs at" | "reaches" | "touches";
                        }[];
                    };
                };
            };
        };
    };
    readonly listSources: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly sources: readonly {
                            readonly name: string;
                            /** @enum {string} */
                            readonly kind: "github" | "hmac" | "mqtt" | "websocket" | "poll";
                            readonly received: number;
                            /** @description events and readings that were taken */
                            readonly taken: number;
                            /** @description messages without a mapping that applies */
                            readonly ignored: number;
                            /** @description events and readings that were refused */
                            readonly refused: number;
                            /** @description messages whose signature did not hold */
                            readonly unsigned: number;
                            /** @description messages that are no JSON, or too long */
                            readonly malformed: number;
                            /** @description messages that were given up: too many waited, or the journal could not be written */
                            readonly dropped: number;
                            /** @description messages that are not taken yet */
                            readonly waiting: number;
                            /** @description left out: the other side connects */
                            readonly connected?: boolean;
                            /** @description why it is not connected, or why its last a record was rejected */
                            readonly problem?: string;
                            /** @description ms since 1970 */
                            readonly last?: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly ingestEvent: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": JsonObject;
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                        readonly notes?: readonly string[];
                    };
                };
            };
        };
    };
    readonly fuseEvents: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly events: readonly JsonObject[];
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly fused: readonly {
                            /** @description its place in the journal */
                            readonly seq: number;
                            /** @description ms since 1970 */
                            readonly at: number;
                            /** @enum {string} */
                            readonly kind: "occurrence" | "fused" | "debounced" | "reading" | "flag_changed" | "trigger_fired" | "trigger_skipped" | "member_changed";
                            readonly name: string;
                            readonly id?: string;
                            readonly source?: string;
                            readonly category?: string;
                            readonly priority?: string;
                            readonly fields?: Json;
                            /** @description a reading as people say it, with its unit */
                            readonly text?: string;
                            readonly confidence?: number;
                            readonly of?: readonly {
                                readonly event: string;
                                readonly id: string;
                            }[];
                            readonly why?: string;
                            readonly run?: string;
                            /** @description of a firing: the id of the event, or the change, that set the trigger off */
                            readonly cause?: string;
                            /** @description what came of an event: what was fused of it, which triggers fired or did not */
                            readonly became?: readonly {
                                readonly seq: number;
                                /** @enum {string} */
                                readonly kind: "fused" | "trigger_fired" | "trigger_skipped";
                                readonly name: string;
                                readonly run?: string;
                                readonly why?: string;
                            }[];
                            /** @description who has decided it by hand */
                            readonly by?: string;
                            readonly health?: string;
                        }[];
                        readonly notes: readonly string[];
                    };
                };
            };
        };
    };
    readonly listFusedEvents: {
        readonly parameters: {
            readonly query?: {
                readonly name?: string;
                /** @description only those before this place in the journal */
                readonly before?: number;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly events: readonly {
                            /** @description its place in the journal */
                            readonly seq: number;
                            /** @description ms since 1970 */
                            readonly at: number;
                            /** @enum {string} */
                            readonly kind: "occurrence" | "fused" | "debounced" | "reading" | "flag_changed" | "trigger_fired" | "trigger_skipped" | "member_changed";
                            readonly name: string;
                            readonly id?: string;
                            readonly source?: string;
                            readonly category?: string;
                            readonly priority?: string;
                            readonly fields?: Json;
                            /** @description a reading as people say it, with its unit */
                            readonly text?: string;
                            readonly confidence?: number;
                            readonly of?: readonly {
                                readonly event: string;
                                readonly id: string;
                            }[];
                            readonly why?: string;
                            readonly run?: string;
                            /** @description of a firing: the id of the event, or the change, that set the trigger off */
                            readonly cause?: string;
                            /** @description what came of an event: what was fused of it, which triggers fired or did not */
                            readonly became?: readonly {
                                readonly seq: number;
                                /** @enum {string} */
                                readonly kind: "fused" | "trigger_fired" | "trigger_skipped";
                                readonly name: string;
                                readonly run?: string;
                                readonly why?: string;
                            }[];
                            /** @description who has decided it by hand */
                            readonly by?: string;
                            readonly health?: string;
                        }[];
                        readonly next?: number;
                    };
                };
            };
        };
    };
    readonly listEvents: {
        readonly parameters: {
            readonly query?: {
                readonly name?: string;
                /** @description an event's source, or the source of a reading */
                readonly source?: string;
                readonly kind?: "occurrence" | "fused" | "debounced" | "reading" | "flag_changed" | "trigger_fired" | "trigger_skipped" | "member_changed";
                readonly category?: string;
                readonly priority?: string;
                /** @description only what leads to this plan or goal, by its qualified name */
                readonly workflow?: string;
                /** @description only those before this place in the journal */
                readonly before?: number;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly events: readonly {
                            /** @description its place in the journal */
                            readonly seq: number;
                            /** @description ms since 1970 */
                            readonly at: number;
                            /** @enum {string} */
                            readonly kind: "occurrence" | "fused" | "debounced" | "reading" | "flag_changed" | "trigger_fired" | "trigger_skipped" | "member_changed";
                            readonly name: string;
                            readonly id?: string;
                            readonly source?: string;
                            readonly category?: string;
                            readonly priority?: string;
                            readonly fields?: Json;
                            /** @description a reading as people say it, with its unit */
                            readonly text?: string;
                            readonly confidence?: number;
                            readonly of?: readonly {
                                readonly event: string;
                                readonly id: string;
                            }[];
                            readonly why?: string;
                            readonly run?: string;
                            /** @description of a firing: the id of the event, or the change, that set the trigger off */
                            readonly cause?: string;
                            /** @description what came of an event: what was fused of it, which triggers fired or did not */
                            readonly became?: readonly {
                                readonly seq: number;
                                /** @enum {string} */
                                readonly kind: "fused" | "trigger_fired" | "trigger_skipped";
                                readonly name: string;
                                readonly run?: string;
                                readonly why?: string;
                            }[];
                            /** @description who has decided it by hand */
                            readonly by?: string;
                            readonly health?: string;
                        }[];
                        readonly next?: number;
                    };
                };
            };
        };
    };
    readonly listEventBuffers: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly fusions: readonly {
                            readonly name: string;
                            readonly pending: number;
                            readonly held: number;
                            /** @description ms since 1970 */
                            readonly newest?: number;
                        }[];
                        readonly refused: {
                            readonly [key: string]: number;
                        };
                    };
                };
            };
        };
    };
    readonly listTriggers: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly triggers: readonly {
                            readonly trigger: string;
                            readonly starts: string;
                            readonly enabled: boolean;
                            readonly fired: number;
                            readonly running: number;
                            readonly queued: number;
                            /** @description when time sets it off next */
                            readonly next?: number;
                            /** @description who has enabled or disabled it last */
                            readonly changed?: {
                                readonly by: string;
                                readonly why: string;
                                /** @description ms since 1970 */
                                readonly at: number;
                            };
                        }[];
                    };
                };
            };
        };
    };
    readonly enableTrigger: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly trigger: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly trigger: string;
                        readonly enabled: boolean;
                        readonly version: number;
                    };
                };
            };
        };
    };
    readonly disableTrigger: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly trigger: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly trigger: string;
                        readonly enabled: boolean;
                        readonly version: number;
                    };
                };
            };
        };
    };
    readonly listTriggerDecisions: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                readonly trigger: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly trigger: string;
                        readonly starts: string;
                        readonly decisions: readonly {
                            /** @description its place in the journal */
                            readonly seq: number;
                            /** @description ms since 1970 */
                            readonly at: number;
                            readonly fired: boolean;
                            readonly run?: string;
                            readonly why?: string;
                            /** @description so often for the same reason */
                            readonly times?: number;
                            readonly checks: readonly {
                                /** @enum {string} */
                                readonly check: "plan" | "enabled" | "admission" | "depth" | "condition" | "debounce" | "throttle" | "arguments" | "overlap";
                                /** @enum {string} */
                                readonly result: "held" | "failed" | "not_evaluated";
                            }[];
                            /** @description what `and` joins in its condition, as it was then; left out where it was not asked */
                            readonly condition?: readonly {
                                readonly says: string;
                                /** @enum {string} */
                                readonly value: "true" | "false" | "unknown";
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    readonly listResources: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly pools: readonly {
                            readonly name: string;
                            readonly members: {
                                readonly [key: string]: number;
                            };
                            readonly aside?: readonly string[];
                            readonly held: number;
                            readonly waiting: number;
                            readonly capacity?: number;
                        }[];
                        readonly members: readonly {
                            /** @description `POOL[MEMBER]`, its id in paths */
                            readonly resource: string;
                            readonly pool: string;
                            readonly id: string;
                            readonly health: string;
                            readonly fields: Json;
                            readonly holder?: {
                                readonly run: string;
                                /** @description ms since 1970 */
                                readonly since: number;
                                /** @description ms since 1970 */
                                readonly until?: number;
                            };
                            /** @description the runs that have reserved it for a later time */
                            readonly reserved?: readonly {
                                readonly run: string;
                                /** @description ms since 1970 */
                                readonly from: number;
                                /** @description ms since 1970 */
                                readonly until: number;
                            }[];
                            /** @description ms since 1970 */
                            readonly heard?: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly listAvailableResources: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly pools: readonly {
                            readonly name: string;
                            readonly available: number;
                            readonly waiting: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly getUtilization: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly pools: readonly {
                            readonly name: string;
                            readonly members: number;
                            readonly held: number;
                            readonly waiting: number;
                            readonly share: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly getUtilizationHistory: {
        readonly parameters: {
            readonly query?: {
                readonly hours?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @description ms since 1970 */
                        readonly from: number;
                        /** @description ms since 1970 */
                        readonly to: number;
                        readonly pools: readonly {
                            readonly name: string;
                            readonly members: number;
                            /** @description members held at once, on average */
                            readonly mean: number;
                            /** @description each holds until the next; of many, the highest in each thousandth of the time */
                            readonly points: readonly {
                                /** @description ms since 1970 */
                                readonly at: number;
                                readonly held: number;
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    readonly listMoves: {
        readonly parameters: {
            readonly query?: {
                /** @description an event of the journal; left out: all that is known */
                readonly since?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly moves: readonly {
                            readonly from: string;
                            readonly to: string;
                            readonly count: number;
                            /** @description those of them that had waited before that event */
                            readonly waiting: number;
                        }[];
                        /** @description only the newest 10,000 are known */
                        readonly partial: boolean;
                    };
                };
            };
        };
    };
    readonly allocateResource: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly pool: string;
                    readonly member?: string;
                    /** @description journalled, with who decides it */
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly resource: string;
                        readonly pool: string;
                        readonly id: string;
                    };
                };
            };
        };
    };
    readonly releaseResource: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly resource_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description journalled, with who decides it */
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly resource: string;
                        readonly pool: string;
                        readonly id: string;
                    };
                };
            };
        };
    };
    readonly listWorkers: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly pools: readonly string[];
                        readonly workers: readonly {
                            readonly worker: string;
                            /**
                             * @description away: not connected, and its lease goes on; lost: given up
                             * @enum {string}
                             */
                            readonly state: "connected" | "away" | "lost";
                            /** @enum {string} */
                            readonly standing: "open" | "draining" | "quarantined";
                            /** @description it wants to go, and does as soon as nothing of it is held */
                            readonly leaving: boolean;
                            readonly why?: string;
                            readonly offers: readonly {
                                readonly pool: string;
                                readonly capacity: number;
                                readonly fields: JsonObject;
                                /** @description why it may not serve the pool */
                                readonly unfit?: string;
                            }[];
                            readonly jobs: readonly {
                                readonly run: string;
                                readonly capability: string;
                                /** @description empty: a node does it for the one that leads */
                                readonly pool: string;
                                readonly attempt: number;
                                /** @description the fencing token: a result under another one is refused */
                                readonly dispatch: number;
                                readonly sent: boolean;
                            }[];
                            /** @description ms since 1970 */
                            readonly heard: number;
                            readonly version?: string;
                            /** @description the id of the token that it has connected with */
                            readonly token?: string;
                            /** @description of a node that stands by: jobs of no pool that it takes at once */
                            readonly shares?: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly quarantineWorker: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly worker: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly worker: string;
                        /** @enum {string} */
                        readonly standing: "open" | "draining" | "quarantined";
                    };
                };
            };
        };
    };
    readonly releaseWorker: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly worker: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly worker: string;
                        /** @enum {string} */
                        readonly standing: "open" | "draining" | "quarantined";
                    };
                };
            };
        };
    };
    readonly drainWorker: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly worker: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly worker: string;
                        /** @enum {string} */
                        readonly standing: "open" | "draining" | "quarantined";
                    };
                };
            };
        };
    };
    readonly listPolicyBindings: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly bindings: readonly {
                            readonly workflow: string;
                            readonly policies: readonly {
                                readonly name: string;
                                /** @enum {string} */
                                readonly severity: "blocking" | "warning" | "advisory" | "informational";
                                /** @description nodes of the plan, as `routine/node` */
                                readonly steps: readonly string[];
                            }[];
                            readonly guardrails: readonly {
                                readonly name: string;
                                /** @enum {string} */
                                readonly severity: "blocking" | "warning" | "advisory" | "informational";
                                /** @description nodes of the plan, as `routine/node` */
                                readonly steps: readonly string[];
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    readonly checkPolicy: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly workflow_name: string;
                    readonly capability: string;
                    readonly args?: JsonObject;
                    readonly resource?: JsonObject;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /**
                         * @description `Json`: something that a policy reads is not known
                         * @enum {Json}
                         */
                        readonly allowed: true | false | "unknown";
                        readonly needs: readonly string[];
                        readonly verdicts: readonly {
                            readonly policy: string;
                            /** @enum {string} */
                            readonly severity: "blocking" | "warning" | "advisory" | "informational";
                            readonly verdict: string;
                            /** @enum {Json} */
                            readonly holds: true | false | "unknown";
                            readonly because?: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly getCompliance: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly plans: readonly {
                            readonly workflow: string;
                            readonly proved: number;
                            readonly checked: number;
                            readonly refused: number;
                            readonly rules: readonly {
                                readonly rule: string;
                                /** @enum {string} */
                                readonly severity: "blocking" | "warning" | "advisory" | "informational";
                                /** @enum {string} */
                                readonly verdict: "proved" | "checked" | "refused";
                                /** @description nodes of the plan, as `routine/node` */
                                readonly steps: readonly string[];
                            }[];
                            /** @description of the data that it handles */
                            readonly labels: readonly ("public" | "internal" | "personal" | "secret")[];
                            /** @description permissions that its actions need */
                            readonly scopes: readonly string[];
                            /** @description those of the user of its runs, which are asked for */
                            readonly consents: readonly string[];
                        }[];
                    };
                };
            };
        };
    };
    readonly auditPolicy: {
        readonly parameters: {
            readonly query?: {
                readonly run?: string;
                /** @description only what was allowed, or only what was not */
                readonly held?: boolean;
                readonly runs?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly decisions: readonly {
                            readonly seq: number;
                            /** @description ms since 1970 */
                            readonly at: number;
                            readonly run: string;
                            readonly workflow: string;
                            readonly step: string;
                            readonly rule: string;
                            /** @enum {Json} */
                            readonly holds: true | false | "unknown";
                            readonly because?: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly startKernel: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly why: string;
                    /** @description only runs of this plan or goal */
                    readonly plan?: string;
                    /** @description only runs whose input has each of these values, as `{"site": "north"}` */
                    readonly input?: JsonObject;
                    /**
                     * @description only runs of plans that handle data with this label or a higher one
                     * @enum {string}
                     */
                    readonly label?: "public" | "internal" | "personal" | "secret";
                    /** @description only runs of plans that may use a pool at this site, as `at cloud "frankfurt"` */
                    readonly site?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly mode: "open" | "stopped" | "paused";
                        readonly runs: readonly string[];
                    };
                };
            };
        };
    };
    readonly stopKernel: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly why: string;
                    /** @description only runs of this plan or goal */
                    readonly plan?: string;
                    /** @description only runs whose input has each of these values, as `{"site": "north"}` */
                    readonly input?: JsonObject;
                    /**
                     * @description only runs of plans that handle data with this label or a higher one
                     * @enum {string}
                     */
                    readonly label?: "public" | "internal" | "personal" | "secret";
                    /** @description only runs of plans that may use a pool at this site, as `at cloud "frankfurt"` */
                    readonly site?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly mode: "open" | "stopped" | "paused";
                        readonly runs: readonly string[];
                    };
                };
            };
        };
    };
    readonly pauseKernel: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly why: string;
                    /** @description only runs of this plan or goal */
                    readonly plan?: string;
                    /** @description only runs whose input has each of these values, as `{"site": "north"}` */
                    readonly input?: JsonObject;
                    /**
                     * @description only runs of plans that handle data with this label or a higher one
                     * @enum {string}
                     */
                    readonly label?: "public" | "internal" | "personal" | "secret";
                    /** @description only runs of plans that may use a pool at this site, as `at cloud "frankfurt"` */
                    readonly site?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly mode: "open" | "stopped" | "paused";
                        readonly runs: readonly string[];
                    };
                };
            };
        };
    };
    readonly resumeKernel: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly why: string;
                    /** @description only runs of this plan or goal */
                    readonly plan?: string;
                    /** @description only runs whose input has each of these values, as `{"site": "north"}` */
                    readonly input?: JsonObject;
                    /**
                     * @description only runs of plans that handle data with this label or a higher one
                     * @enum {string}
                     */
                    readonly label?: "public" | "internal" | "personal" | "secret";
                    /** @description only runs of plans that may use a pool at this site, as `at cloud "frankfurt"` */
                    readonly site?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly mode: "open" | "stopped" | "paused";
                        readonly runs: readonly string[];
                    };
                };
            };
        };
    };
    readonly listClosures: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly closures: readonly {
                            /** @enum {string} */
                            readonly mode: "stopped" | "paused" | "opening";
                            /** @description only runs of this plan or goal */
                            readonly plan?: string;
                            /** @description only runs whose input has each of these values, as `{"site": "north"}` */
                            readonly input?: JsonObject;
                            /**
                             * @description only runs of plans that handle data with this label or a higher one
                             * @enum {string}
                             */
                            readonly label?: "public" | "internal" | "personal" | "secret";
                            /** @description only runs of plans that may use a pool at this site, as `at cloud "frankfurt"` */
                            readonly site?: string;
                            /** @description those that the label or the site means now */
                            readonly plans?: readonly string[];
                            /** @description ms since 1970 */
                            readonly since: number;
                            readonly by: string;
                            readonly why: string;
                            readonly runs: readonly string[];
                        }[];
                    };
                };
            };
        };
    };
    readonly listSubsystems: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly mode: "open" | "stopped" | "paused";
                        readonly subsystems: readonly {
                            readonly name: string;
                            readonly healthy: boolean;
                            readonly detail: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly listQueue: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly waiting: readonly {
                            /** @enum {string} */
                            readonly for: "trigger" | "pool" | "person" | "operator";
                            readonly name: string;
                            readonly count: number;
                        }[];
                        readonly total: number;
                    };
                };
            };
        };
    };
    readonly reportRuns: {
        readonly parameters: {
            readonly query?: {
                /** @description where the first day begins, ms since 1970; left out: so that the last one is over now */
                readonly from?: number;
                readonly days?: number;
                readonly workflow?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @description ms since 1970 */
                        readonly from: number;
                        /** @description ms since 1970 */
                        readonly to: number;
                        /** @description more than 1000 runs began: the newest of them count */
                        readonly partial: boolean;
                        readonly total: {
                            readonly runs: number;
                            readonly completed: number;
                            readonly failed: number;
                            readonly cancelled: number;
                            readonly open: number;
                            /** @description of the runs that have ended, ms */
                            readonly median?: number;
                            /** @description ms */
                            readonly longest?: number;
                            readonly cost: readonly {
                                readonly currency: string;
                                readonly amount: string;
                            }[];
                            /** @description attempts after the first */
                            readonly retries: number;
                            /** @description effects that were undone */
                            readonly undone: number;
                        };
                        readonly days: readonly {
                            /** @description ms since 1970 */
                            readonly from: number;
                            readonly runs: number;
                            readonly completed: number;
                            readonly failed: number;
                            readonly cancelled: number;
                            readonly open: number;
                            /** @description of the runs that have ended, ms */
                            readonly median?: number;
                            /** @description ms */
                            readonly longest?: number;
                            readonly cost: readonly {
                                readonly currency: string;
                                readonly amount: string;
                            }[];
                            /** @description attempts after the first */
                            readonly retries: number;
                            /** @description effects that were undone */
                            readonly undone: number;
                        }[];
                        readonly workflows: readonly {
                            readonly workflow: string;
                            readonly runs: number;
                            readonly completed: number;
                            readonly failed: number;
                            readonly cancelled: number;
                            readonly open: number;
                            /** @description of the runs that have ended, ms */
                            readonly median?: number;
                            /** @description ms */
                            readonly longest?: number;
                            readonly cost: readonly {
                                readonly currency: string;
                                readonly amount: string;
                            }[];
                            /** @description attempts after the first */
                            readonly retries: number;
                            /** @description effects that were undone */
                            readonly undone: number;
                        }[];
                        readonly actions: readonly {
                            /** @description a capability */
                            readonly name: string;
                            /** @description tool, agent, service, llm or human */
                            readonly kind: string;
                            /** @description steps that called it, those that undo something too */
                            readonly calls: number;
                            readonly completed: number;
                            readonly failed: number;
                            /** @description attempts after the first */
                            readonly retries: number;
                            /** @description effects that were undone */
                            readonly undone: number;
                            /** @description of the steps that completed, ms; of a human: until the answer */
                            readonly median?: number;
                            readonly cost: readonly {
                                readonly currency: string;
                                readonly amount: string;
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    readonly reportModeration: {
        readonly parameters: {
            readonly query?: {
                /** @description until now */
                readonly days?: number;
                /** @description only runs of this plan or goal; consents are of all */
                readonly workflow?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @description ms since 1970 */
                        readonly from: number;
                        /** @description ms since 1970 */
                        readonly to: number;
                        /** @description more than 1000 runs began: the newest of them count */
                        readonly partial: boolean;
                        readonly rules: readonly {
                            readonly rule: string;
                            readonly asked: number;
                            readonly denied: number;
                            readonly deferred: number;
                            readonly warned: number;
                        }[];
                        readonly decisions: readonly {
                            /** @enum {string} */
                            readonly kind: "approval" | "task";
                            readonly role: string;
                            readonly asked: number;
                            readonly granted: number;
                            readonly refused: number;
                            readonly unanswered: number;
                            readonly open: number;
                            /** @description from question to answer, ms */
                            readonly median?: number;
                        }[];
                        readonly consents: readonly {
                            readonly scope: string;
                            readonly given: number;
                            readonly withdrawn: number;
                            readonly lapsed: number;
                            readonly stopped: number;
                        }[];
                        readonly overrides: readonly {
                            readonly order: string;
                            readonly count: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly reportWeek: {
        readonly parameters: {
            readonly query?: {
                /** @description today included, UTC */
                readonly days?: number;
                readonly format?: "markdown" | "html";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @description ms since 1970 */
                        readonly from: number;
                        /** @description ms since 1970 */
                        readonly to: number;
                        /** @enum {string} */
                        readonly format: "markdown" | "html";
                        readonly text: string;
                    };
                };
            };
        };
    };
    readonly reportScores: {
        readonly parameters: {
            readonly query?: {
                /** @description until now */
                readonly days?: number;
                readonly kind?: "workflow" | "strategy" | "capability" | "model" | "pair" | "team" | "promise" | "member" | "recovery";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @description ms since 1970 */
                        readonly from: number;
                        /** @description ms since 1970 */
                        readonly to: number;
                        /** @description more than 1000 runs began: the newest of them count */
                        readonly partial: boolean;
                        readonly scores: readonly {
                            /** @enum {string} */
                            readonly kind: "workflow" | "strategy" | "capability" | "model" | "pair" | "team" | "promise" | "member" | "recovery";
                            readonly name: string;
                            /** @description attempts of a call, or runs of a workflow, that have ended; not cancelled ones */
                            readonly tries: number;
                            readonly succeeded: number;
                            /** @description the share that succeeded, and its 95 % confidence interval (Wilson) */
                            readonly success: {
                                readonly share: number;
                                readonly low: number;
                                readonly high: number;
                            };
                            /** @description models of a capability, and plans of a goal, that took over from one another: Elo rating, from 1500 */
                            readonly rating?: number;
                            /** @description of those that succeeded, ms */
                            readonly median?: number;
                            /** @description ms */
                            readonly p95?: number;
                            readonly cost: readonly {
                                readonly currency: string;
                                readonly amount: string;
                            }[];
                            readonly tokens: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly reportReliability: {
        readonly parameters: {
            readonly query: {
                /** @description the capability whose result has a `confidence` */
                readonly claim: string;
                /** @description the capability that says whether it was right: a truth value, or one under `right` or `granted` */
                readonly outcome: string;
                /** @description until now */
                readonly days?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @description ms since 1970 */
                        readonly from: number;
                        /** @description ms since 1970 */
                        readonly to: number;
                        /** @description more than 1000 runs began: the newest of them count */
                        readonly partial: boolean;
                        readonly claims: number;
                        /** @description the mean squared error */
                        readonly brier: number;
                        /** @description the mean distance of confidence and share that was right */
                        readonly error: number;
                        readonly bins: readonly {
                            readonly from: number;
                            readonly to: number;
                            readonly claims: number;
                            readonly confidence: number;
                            readonly right: {
                                readonly share: number;
                                readonly low: number;
                                readonly high: number;
                            };
                        }[];
                        /** @description from here on at least 90 % are right, with 95 % confidence */
                        readonly act?: number;
                        /** @description below, at most 50 % are right, with 95 % confidence */
                        readonly drop?: number;
                    };
                };
            };
        };
    };
    readonly listSettings: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly settings: readonly {
                            readonly name: string;
                            /** @description the event in the journal from which it is in force */
                            readonly version?: number;
                            /** @description ms since 1970 */
                            readonly at?: number;
                            /** @description left out: none */
                            readonly value?: Json;
                            /** @description the value as people say it, with its unit */
                            readonly text?: string;
                            readonly by?: string;
                            readonly why?: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly getSetting: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly setting: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly name: string;
                        readonly versions: readonly {
                            /** @description the event in the journal from which it is in force */
                            readonly version: number;
                            /** @description ms since 1970 */
                            readonly at: number;
                            /** @description left out: none */
                            readonly value?: Json;
                            /** @description the value as people say it, with its unit */
                            readonly text?: string;
                            readonly by: string;
                            readonly why: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly changeSetting: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly setting: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly value?: Json;
                    /** @description the version that is to be replaced; 0: there is none yet */
                    readonly expects?: number;
                    /** @description journalled, with who decides it */
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly name: string;
                        readonly version: number;
                    };
                };
            };
        };
    };
    readonly revertSetting: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly setting: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly version: number;
                    /** @description journalled, with who decides it */
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly name: string;
                        readonly version: number;
                    };
                };
            };
        };
    };
    readonly simulateWorkflow: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly workflow_name: string;
                    /** @description arguments; those left out are made up */
                    readonly input?: JsonObject;
                    readonly seed?: string;
                    /** @description signals by qualified name */
                    readonly signals?: JsonObject;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly workflow: string;
                        /** @enum {string} */
                        readonly status: "completed" | "failed" | "cancelled" | "open";
                        readonly value?: Json;
                        readonly failure?: {
                            readonly class: string;
                            readonly name: string;
                            readonly message: string;
                        };
                        /** @description ms */
                        readonly duration: number;
                        readonly events: number;
                        readonly spent: {
                            readonly cost: readonly {
                                readonly currency: string;
                                readonly amount: string;
                            }[];
                            readonly energy: number;
                            readonly tokens: number;
                        };
                        readonly steps: readonly {
                            readonly step: string;
                            readonly status: string;
                            readonly attempts: number;
                            /** @description ms */
                            readonly began: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly simulateRun: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly run: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description the last event that counts; left out: all of them */
                    readonly at?: number;
                    /**
                     * @description left out: as they did, and those still to be asked agree
                     * @enum {string}
                     */
                    readonly people?: "agree" | "refuse";
                    /**
                     * @description of the plan; left out: that of the run
                     * @enum {string}
                     */
                    readonly version?: "same" | "newest";
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly workflow: string;
                        /** @enum {string} */
                        readonly status: "completed" | "failed" | "cancelled" | "open";
                        readonly value?: Json;
                        readonly failure?: {
                            readonly class: string;
                            readonly name: string;
                            readonly message: string;
                        };
                        /** @description ms */
                        readonly duration: number;
                        readonly events: number;
                        readonly spent: {
                            readonly cost: readonly {
                                readonly currency: string;
                                readonly amount: string;
                            }[];
                            readonly energy: number;
                            readonly tokens: number;
                        };
                        readonly steps: readonly {
                            readonly step: string;
                            readonly status: string;
                            readonly attempts: number;
                            /** @description ms */
                            readonly began: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly auditJournal: {
        readonly parameters: {
            readonly query?: {
                readonly run?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": JsonObject;
                };
            };
        };
    };
    readonly exportJournal: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/x-ndjson": JsonObject;
                };
            };
        };
    };
    readonly listTokens: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly tokens: readonly JsonObject[];
                    };
                };
            };
        };
    };
    readonly createToken: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                    /** @enum {string} */
                    readonly role: "viewer" | "approver" | "operator" | "author" | "admin" | "worker";
                    readonly user: string;
                    readonly roles?: readonly string[];
                    /**
                     * @default internal
                     * @enum {string}
                     */
                    readonly clearance?: "internal" | "personal";
                    readonly plans?: readonly string[];
                    /** @description of the role worker: those it serves */
                    readonly pools?: readonly string[];
                    readonly expires?: number;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly token: string;
                    };
                };
            };
        };
    };
    readonly revokeToken: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                    };
                };
            };
        };
    };
    readonly listDenials: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly denials: readonly {
                            readonly first: number;
                            readonly last: number;
                            readonly count: number;
                            readonly address: string;
                            readonly method: string;
                            readonly path: string;
                            readonly status: number;
                            readonly code: string;
                            readonly token?: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly listDecisions: {
        readonly parameters: {
            readonly query?: {
                /** @description only those before this place in the journal */
                readonly before?: number;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly decisions: readonly {
                            /** @description its place in the journal */
                            readonly seq: number;
                            /** @description ms since 1970 */
                            readonly at: number;
                            /** @enum {string} */
                            readonly kind: "admission" | "setting" | "note";
                            /** @description the setting, or what a note is about */
                            readonly name?: string;
                            /** @enum {string} */
                            readonly mode?: "open" | "stopped" | "paused";
                            readonly scope?: JsonObject;
                            readonly value?: Json;
                            /** @description the value as people say it, with its unit */
                            readonly text?: string;
                            readonly fields?: JsonObject;
                            readonly by?: string;
                            readonly why?: string;
                        }[];
                        readonly next?: number;
                    };
                };
            };
        };
    };
    readonly listDoubleCalls: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly doubles: boolean;
                        readonly calls: readonly {
                            readonly run: string;
                            readonly capability: string;
                            readonly key: string;
                            readonly attempt: number;
                            /** @description it has had its effect */
                            readonly done: boolean;
                        }[];
                    };
                };
            };
        };
    };
    readonly setDoubles: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly rules: readonly {
                        readonly capability: string;
                        /** @description which call of the capability, from 1 */
                        readonly call: number;
                        readonly attempt: number;
                        /** @description it returns this */
                        readonly ok?: Json;
                        /** @description it fails as this class, before it is done */
                        readonly fails?: string;
                        /**
                         * @description it is done, and reports nothing within its time
                         * @enum {Json}
                         */
                        readonly late?: true;
                        /**
                         * @description it is not done, and reports nothing
                         * @enum {Json}
                         */
                        readonly silent?: true;
                    }[];
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                    };
                };
            };
        };
    };
    readonly listConsents: {
        readonly parameters: {
            readonly query?: {
                /** @description the subject; left out: the token's user */
                readonly user?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly user: string;
                        readonly given: readonly {
                            readonly scope: string;
                            /** @description ms since 1970 */
                            readonly at: number;
                            /** @description ms since 1970 */
                            readonly until?: number;
                            /** @description who gave it in the subject's name; left out: the subject */
                            readonly by?: string;
                            /** @description the delegation by which they might */
                            readonly under?: string;
                        }[];
                        readonly withdrawn: readonly string[];
                    };
                };
            };
        };
    };
    readonly giveConsent: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly scope: string;
                    /** @description the subject; left out: the token's user */
                    readonly user?: string;
                    /** @description ms since 1970 */
                    readonly until?: number;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                    };
                };
            };
        };
    };
    readonly withdrawConsent: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly scope: string;
                    /** @description the subject; left out: the token's user */
                    readonly user?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                    };
                };
            };
        };
    };
    readonly listDelegations: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly delegations: readonly {
                            readonly delegation: string;
                            /** @description the subject, who has given it */
                            readonly user: string;
                            /** @description who may consent in the subject's name */
                            readonly to: string;
                            readonly scopes: readonly string[];
                            /** @description ms since 1970 */
                            readonly at: number;
                            /** @description ms since 1970 */
                            readonly until: number;
                            readonly why: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly delegateConsent: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly to: string;
                    readonly scopes: readonly string[];
                    /** @description ms since 1970 */
                    readonly until: number;
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly delegation: string;
                    };
                };
            };
        };
    };
    readonly endDelegation: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly delegation: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                    };
                };
            };
        };
    };
    readonly listAttention: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly attention: readonly {
                            readonly run: string;
                            readonly workflow: string;
                            readonly step: string;
                            /** @enum {string} */
                            readonly about: "doubt" | "undo" | "obligation" | "overdue" | "held";
                            /** @description ms since 1970 */
                            readonly due?: number;
                        }[];
                        readonly total: number;
                    };
                };
            };
        };
    };
    readonly listNotificationChannels: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly channels: readonly {
                            readonly name: string;
                            /** @enum {string} */
                            readonly kind: "webhook" | "email" | "chat";
                        }[];
                    };
                };
            };
        };
    };
    readonly testNotificationChannel: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly channel: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly delivered: boolean;
                        readonly why?: string;
                    };
                };
            };
        };
    };
    readonly listSubscriptions: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly subscriptions: readonly {
                            readonly subscription: string;
                            readonly channel: string;
                            /** @description left out: all alerts */
                            readonly kinds?: readonly ("attention" | "step_held" | "task_overdue" | "policy_violation" | "workflow_failed" | "run_not_started")[];
                            /** @description left out: all plans */
                            readonly plans?: readonly string[];
                        }[];
                    };
                };
            };
        };
    };
    readonly subscribe: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly channel: string;
                    /** @description left out: all alerts */
                    readonly kinds?: readonly ("attention" | "step_held" | "task_overdue" | "policy_violation" | "workflow_failed" | "run_not_started")[];
                    /** @description left out: all plans */
                    readonly plans?: readonly string[];
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly subscription: string;
                    };
                };
            };
        };
    };
    readonly unsubscribe: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly subscription: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                    };
                };
            };
        };
    };
    readonly listDeliveries: {
        readonly parameters: {
            readonly query?: {
                readonly status?: "queued" | "delivered" | "dead";
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly deliveries: readonly {
                            readonly delivery: string;
                            readonly subscription: string;
                            readonly channel: string;
                            /** @enum {string} */
                            readonly status: "queued" | "delivered" | "dead";
                            readonly attempts: number;
                            /** @description ms since 1970 */
                            readonly at: number;
                            readonly kind: string;
                            readonly workflow?: string;
                            readonly data: JsonObject;
                            /** @description why the last attempt failed */
                            readonly why?: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly retryDelivery: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly delivery: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly status: "queued" | "delivered" | "dead";
                    };
                };
            };
        };
    };
    readonly readRetention: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly settings: {
                            readonly days?: number;
                            readonly labels?: {
                                readonly public?: number;
                                readonly internal?: number;
                                readonly personal?: number;
                                readonly secret?: number;
                            };
                            readonly plans?: {
                                readonly [key: string]: number;
                            };
                            readonly events?: number;
                        };
                        readonly due: readonly {
                            readonly run: string;
                            readonly workflow: string;
                            /** @description ms since 1970 */
                            readonly started: number;
                            readonly events: number;
                        }[];
                        /** @description there are more than `limit` */
                        readonly more: boolean;
                        /** @description events, readings, answers and decisions that a pass would prune now */
                        readonly events: number;
                        /** @description runs pruned since the server started */
                        readonly pruned: number;
                    };
                };
            };
        };
    };
    readonly pruneRuns: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly pruned: number;
                        readonly events: number;
                    };
                };
            };
        };
    };
    readonly listNodes: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly nodes: readonly {
                            readonly id: string;
                            /** @description a process and its machine */
                            readonly shown: string;
                            /** @description where the other nodes reach it */
                            readonly address?: string;
                            readonly version?: string;
                            /** @enum {string} */
                            readonly role: "leader" | "standby" | "gone";
                            /** @description ms since 1970 */
                            readonly joined: number;
                            /** @description ms since 1970 */
                            readonly seen: number;
                            readonly leaseMs: number;
                        }[];
                        /** @description rises with each leader */
                        readonly epoch?: number;
                        /** @description what an acknowledged commit outlives, by the database's settings */
                        readonly promise?: string;
                    };
                };
            };
        };
    };
    readonly listProposals: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly proposals: readonly {
                            readonly proposal: string;
                            readonly operation: string;
                            readonly params: JsonObject;
                            readonly body: JsonObject;
                            readonly by: string;
                            /** @description ms since 1970 */
                            readonly at: number;
                            readonly why: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly proposeAction: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @enum {string} */
                    readonly operation: "orderRun" | "orderRuns" | "enableTrigger" | "disableTrigger" | "allocateResource" | "releaseResource" | "quarantineWorker" | "releaseWorker" | "drainWorker" | "startKernel" | "stopKernel" | "pauseKernel" | "resumeKernel" | "changeSetting" | "revertSetting";
                    readonly params?: JsonObject;
                    readonly body: JsonObject;
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly proposal: string;
                    };
                };
            };
        };
    };
    readonly approveProposal: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly proposal: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly operation: string;
                        readonly result: JsonObject;
                    };
                };
            };
        };
    };
    readonly rejectProposal: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The same key again has the effect of one call. */
                readonly "idempotency-key": string;
            };
            readonly path: {
                readonly proposal: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly why: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                    };
                };
            };
        };
    };
    readonly readSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly name: string;
                        readonly user: string;
                        /** @enum {string} */
                        readonly role: "viewer" | "approver" | "operator" | "author" | "admin";
                        readonly roles: readonly string[];
                        /** @enum {string} */
                        readonly clearance: "internal" | "personal";
                        readonly plans?: readonly string[];
                        readonly expires?: number;
                    };
                };
            };
        };
    };
    readonly signIn: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly code: string;
                } | {
                    readonly token: string;
                } | Record<string, never> | null;
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly name: string;
                        readonly user: string;
                        /** @enum {string} */
                        readonly role: "viewer" | "approver" | "operator" | "author" | "admin";
                        readonly roles: readonly string[];
                        /** @enum {string} */
                        readonly clearance: "internal" | "personal";
                        readonly plans?: readonly string[];
                        readonly expires?: number;
                    };
                };
            };
        };
    };
    readonly signOut: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {Json} */
                        readonly done: true;
                    };
                };
            };
        };
    };
    readonly listSignInWays: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        readonly ways: readonly ("token" | "oidc")[];
                    };
                };
            };
        };
    };
    readonly beginSignIn: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content?: never;
            };
        };
    };
    readonly finishSignIn: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content?: never;
            };
        };
    };
    readonly receiveWebhook: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly source: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: Json;
                };
                content: {
                    readonly "application/json": {
                        /** @description events and readings that were taken */
                        readonly taken: number;
                    };
                };
            };
        };
    };
    readonly streamChannel: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly channel: "events" | "workflow-status" | "alerts";
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: Json;
                };
                content?: never;
            };
        };
    };
}
