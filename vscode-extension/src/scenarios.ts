import type { ScenarioInFile } from "@orchlang/lsp";
import {
  commands,
  type ExtensionContext,
  Location,
  Range,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  TestRunProfileKind,
  type TestRunRequest,
  type TextDocument,
  tests,
  Uri,
  workspace,
} from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { askServer } from "./questions.ts";

/** Scenarios in the Testing view, and played from there or from above their text. */
export function registerScenarios(context: ExtensionContext, client: LanguageClient): void {
  const controller = tests.createTestController("orch.scenarios", "orch scenarios");
  const find = (document: TextDocument) => discover(controller, client, document);
  const soon = new Map<string, NodeJS.Timeout>();
  const later = (document: TextDocument): void => {
    if (document.languageId !== "orch") return;
    const uri = document.uri.toString();
    clearTimeout(soon.get(uri));
    soon.set(
      uri,
      setTimeout(() => void find(document), 300),
    );
  };
  controller.resolveHandler = async (item) => {
    if (item === undefined) await findAll();
  };
  const run = (request: TestRunRequest) => runAll(controller, client, request);
  controller.createRunProfile("Play", TestRunProfileKind.Run, run, true);
  for (const document of workspace.textDocuments) later(document);
  context.subscriptions.push(
    controller,
    workspace.onDidOpenTextDocument(later),
    workspace.onDidChangeTextDocument(({ document }) => later(document)),
    commands.registerCommand("orch.playScenario", async (uri: string, title: string) => {
      const document = await workspace.openTextDocument(Uri.parse(uri));
      await find(document);
      const item = controller.items.get(document.uri.toString())?.children.get(title);
      if (item !== undefined)
        await run({ include: [item], exclude: undefined, profile: undefined, preserveFocus: false });
    }),
  );
}

/** Opens every file of the workspace, so that the server knows it. */
async function findAll(): Promise<void> {
  for (const uri of await workspace.findFiles("**/*.orch", "**/node_modules/**", 500)) {
    await workspace.openTextDocument(uri);
  }
}

async function discover(
  controller: TestController,
  client: LanguageClient,
  document: TextDocument,
): Promise<void> {
  const uri = document.uri.toString();
  const scenarioInFiles = await askServer(client, "orch/scenarios", { uri });
  if (scenarioInFiles.length === 0) {
    controller.items.delete(uri);
    return;
  }
  const name = uri.slice(uri.lastIndexOf("/") + 1);
  const file =
    controller.items.get(uri) ?? controller.createTestItem(uri, decodeURIComponent(name), document.uri);
  const items = scenarioInFiles.map(({ title, target, range }) => {
    const item = controller.createTestItem(title, title, document.uri);
    item.description = target.slice(target.lastIndexOf(".") + 1);
    item.range = rangeOf(range);
    return item;
  });
  file.children.replace(items);
  controller.items.add(file);
}

async function runAll(
  controller: TestController,
  client: LanguageClient,
  request: TestRunRequest,
): Promise<void> {
  const run = controller.createTestRun(request);
  const asked = request.include ?? [...controller.items].map(([, item]) => item);
  const left = new Set(request.exclude ?? []);
  const all = asked.flatMap((item) =>
    item.children.size === 0 ? [item] : [...item.children].map(([, child]) => child),
  );
  for (const item of all) if (!left.has(item)) run.enqueued(item);
  for (const item of all) if (!left.has(item)) await playOne(run, client, item);
  run.end();
}

async function playOne(run: TestRun, client: LanguageClient, item: TestItem): Promise<void> {
  run.started(item);
  const verdict = await askServer(client, "orch/play", { uri: item.uri?.toString() ?? "", title: item.id });
  if (verdict === null) {
    run.skipped(item);
    return;
  }
  run.appendOutput(`${item.label}: ${verdict.outcome}\r\n`, undefined, item);
  if (verdict.status === "passed") run.passed(item, verdict.took);
  else {
    const messages = verdict.unmet.map(({ range, because }) => {
      const message = new TestMessage(because === "" ? verdict.outcome : because);
      if (item.uri !== undefined) message.location = new Location(item.uri, rangeOf(range));
      return message;
    });
    run.failed(item, messages.length === 0 ? new TestMessage(verdict.outcome) : messages, verdict.took);
  }
}

function rangeOf({ start, end }: ScenarioInFile["range"]): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
