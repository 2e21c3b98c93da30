import type { TaskStore } from "@modelcontextprotocol/sdk/experimental/tasks/interfaces.js";
import { type CallToolResult, ErrorCode, McpError, type Task } from "@modelcontextprotocol/sdk/types.js";
import type { RunReport, RunSummary } from "@orchlang/runtime";
import { callTool, type Served, type ToolAnswer } from "./call.ts";
import { toolNamed } from "./tools.ts";

/** Each look at a run is a command, so clients are asked to take their time. ms. */
const pollMs = 3_000;

/**
 * Runs as tasks (Model Context Protocol 2025-11-25, "Tasks"). The journal has them: a task's id is its run's, it outlives
 * the connection, and nothing is kept here.
 */
export function runsAsTasks(served: Served, resultOf: (answer: ToolAnswer) => CallToolResult): TaskStore {
  const ask = async (name: string, given: object): Promise<ToolAnswer> => {
    const answer = await callTool(toolNamed(name), given, served);
    if (answer.isError) throw new McpError(ErrorCode.InvalidParams, answer.messages);
    return answer;
  };
  const getTask = async (run: string): Promise<Task> => {
    const { result } = await ask("status", { run });
    return taskOf(result as RunReport);
  };
  return {
    createTask: async (_ttl, _id, { params }) => {
      const { name, arguments: given } = params as { readonly name: string; readonly arguments?: object };
      if (name !== "run")
        throw new McpError(ErrorCode.InvalidParams, `\`${name}\` is no task: only a run is.`);
      const { result } = await ask("run", { ...given });
      const { run } = result as { readonly run?: string };
      if (run === undefined)
        throw new McpError(ErrorCode.InvalidParams, "`dry_run` starts no run, so it is no task.");
      return await getTask(run);
    },
    getTask,
    getTaskResult: async (run) => resultOf(await ask("status", { run })),
    updateTaskStatus: async (run, status) => {
      if (status !== "cancelled") return;
      const { user, store, run: command } = served;
      const at = store === undefined ? [] : ["--store", store];
      const why = "The client cancelled the task.";
      const { stderr, code } = await command([
        "cancel",
        "--why",
        why,
        ...at,
        "--user",
        user,
        "--format",
        "json",
        "--no-color",
        "--",
        run,
      ]);
      if (code === 2) throw new McpError(ErrorCode.InvalidRequest, stderr.trim());
    },
    listTasks: async () => {
      const { result } = await ask("status", {});
      return { tasks: (result as readonly RunSummary[]).map(taskOf) };
    },
    storeTaskResult: () => Promise.resolve(),
  };
}

/** A run that failed has a report as well, so only its failure to exist is an error of the task. */
function taskOf({ run, status, started, waiting }: RunSummary): Task {
  const createdAt = new Date(started).toISOString();
  const asked = waiting.flatMap((each) => (each.for === "answer" ? [each.step] : []));
  const words = waiting.map((each) => `${each.step} waits: ${each.for}`).join(", ");
  return {
    taskId: run,
    status: statusOf(status, asked.length > 0),
    statusMessage: words === "" ? status : words,
    createdAt,
    lastUpdatedAt: createdAt,
    ttl: null,
    pollInterval: pollMs,
  };
}

function statusOf(status: RunSummary["status"], isAsked: boolean): Task["status"] {
  switch (status) {
    case "running":
      return "working";
    case "waiting":
      return isAsked ? "input_required" : "working";
    case "completed":
      return "completed";
    case "cancelled":
      return "cancelled";
    default:
      return "failed";
  }
}
