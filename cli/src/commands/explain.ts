import { existsSync, readFileSync } from "node:fs";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { findDiagnosticPage, nearCodes, readDiagnosticPage } from "../project/diagnostic-pages.ts";
import { sourceExcerpt } from "../project/source-excerpt.ts";
import { loadTarget } from "../project/target.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";
import { aroundNodes, graphLines, nodesNamed } from "../render/graph.ts";
import { renderMarkdown } from "../render/markdown.ts";
import { shortName } from "../render/short-name.ts";
import { loadWorld } from "../world/load-world.ts";

export const explain: CommandDefinition = {
  name: "explain",
  summary: "explain a diagnostic, a step of a plan, or what in a program needs what",
  arguments: [
    {
      form: "<subject>",
      says: "a code such as `ORCH3104` or `3104`, or a plan: a file, `file.orch#plan_or_goal`, a plan file",
    },
    {
      form: "[node]",
      says: "a step of the plan (default: list the steps); with --graph a plan, capability, pool, signal, …",
    },
  ],
  options: [
    { form: "--graph", says: "instead, print what in a program needs what: all of it, or around one name" },
  ],
  formats: ["text", "json"],
  examples: [
    "orch explain ORCH3104",
    "orch explain launch.plan.json review",
    "orch explain launch.orch#launch job",
    "orch explain house.orch projectors --graph",
  ],
  async run(invocation) {
    const [given = "", node] = invocation.args;
    if (invocation.flag("graph")) return explainGraph(invocation, given, node);
    const isPlan = /\.(?:orch|json)(?:#|$)/.test(given) || node !== undefined || existsSync(given);
    return isPlan ? explainPlan(invocation, given, node) : explainCode(invocation, given);
  },
};

function explainCode({ terminal, format }: Invocation, given: string): ExitCode {
  const digits = /^(?:orch)?[-_ ]?(\d{4})$/iu.exec(given)?.[1];
  const page = digits === undefined ? undefined : findDiagnosticPage(`ORCH${digits}`);
  if (page === undefined) {
    throw new UsageError(
      `No diagnostic has the code \`${given}\`.`,
      nearCodes(given).map((code) => `${code}  ${readDiagnosticPage(code)?.title ?? ""}`),
    );
  }
  const { out } = terminal;
  if (format === "json") {
    const { title = "", body = "" } = readDiagnosticPage(`ORCH${digits}`) ?? {};
    out.json({ code: `ORCH${digits}`, title, text: body }, 2);
  } else out.lines(renderMarkdown(readFileSync(page, "utf8"), out.paint, out.columns));
  return ExitCode.done;
}

/** Everything that a program's plans can reach, and what depends on what. */
async function explainGraph(
  invocation: Invocation,
  target: string,
  asked: string | undefined,
): Promise<ExitCode> {
  const loaded = loadWorld(target);
  if (loaded.compiled === undefined) return refuseBroken(invocation.terminal, loaded);
  const { capabilityGraph } = await import("@orchlang/server");
  const whole = capabilityGraph(
    loaded.plans().map(({ plan }) => plan),
    loaded.compiled.world,
  );
  const seeds = asked === undefined ? undefined : nodesNamed(whole, asked);
  if (asked !== undefined && seeds?.length === 0) {
    const { closest } = await import("@orchlang/language/display");
    const near = closest(
      asked,
      whole.nodes.map(({ name }) => shortName(name)),
    );
    throw new UsageError(`\`${target}\` has nothing called \`${asked}\`.`, [
      ...(near === undefined ? [] : [`did you mean \`${near}\`?`]),
      `\`orch explain ${target} --graph\` lists everything`,
    ]);
  }
  const graph = seeds === undefined ? whole : aroundNodes(whole, seeds);
  const { out } = invocation.terminal;
  if (invocation.format === "json") out.json(graph, 2);
  else if (graph.edges.length === 0) out.line("Nothing needs anything here.");
  else out.lines(graphLines(graph));
  return ExitCode.done;
}

async function explainPlan(
  invocation: Invocation,
  target: string,
  asked: string | undefined,
): Promise<ExitCode> {
  const loaded = await loadTarget(target);
  const { plan } = loaded;
  if (plan === undefined) return refuseBroken(invocation.terminal, loaded);
  const { explainNode, findNodes, nodesOf, renderExplanation, renderNodeList } = await import(
    "@orchlang/presentation"
  );
  const { out } = invocation.terminal;
  const json = invocation.format === "json";
  if (asked === undefined) {
    const keys = nodesOf(plan).map(({ routine, node }) => `${routine.name}/${node.id}`);
    if (json) out.json({ nodes: keys }, 2);
    else out.document(`${renderNodeList(plan, { paint: out.paint })}\n`);
    return ExitCode.done;
  }
  const nodes = findNodes(plan, asked);
  if (nodes.length === 0)
    await refuseUnknown(
      target,
      asked,
      nodesOf(plan).map(({ node }) => node.id),
    );
  const explained = nodes.map(({ routine, node }) => explainNode(plan, routine, node));
  if (json) out.json(explained.length === 1 ? explained[0] : explained, 2);
  else {
    const { about } = plan;
    const texts = explained.map((each) => {
      const excerpt = sourceExcerpt(loaded.root, about, each.written);
      return renderExplanation(each, { paint: out.paint, width: out.columns, excerpt });
    });
    out.document(`${texts.join("\n\n")}\n`);
  }
  return ExitCode.done;
}

async function refuseUnknown(target: string, asked: string, ids: readonly string[]): Promise<never> {
  const { closest } = await import("@orchlang/language/display");
  const near = closest(asked.slice(asked.lastIndexOf("/") + 1), ids);
  const details = near === undefined ? [] : [`did you mean \`${near}\`?`];
  throw new UsageError(`\`${target}\` has no node \`${asked}\`.`, [
    ...details,
    `\`orch explain ${target}\` lists them`,
  ]);
}
