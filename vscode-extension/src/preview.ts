import type { PlanInFile, Preview } from "@orchlang/lsp";
import {
  commands,
  type ExtensionContext,
  extensions,
  type TextEditor,
  Uri,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { openPage, showPage } from "./page-panel.ts";
import { askServer } from "./questions.ts";
import { reveal } from "./reveal.ts";
import type { Showing } from "./run.ts";

/** How long a text has to stay as it is before its picture is drawn again, in ms. */
const pauseMs = 60;

/** A picture of a plan beside its text, drawn again while one types. */
class PreviewPanel {
  readonly #client: LanguageClient;
  readonly #panel: WebviewPanel;
  readonly #uri: string;
  #name: string | undefined;
  #shown: Preview | undefined;
  #timer: NodeJS.Timeout | undefined;
  #told: Readonly<Record<string, string>> = {};
  #drawn: ((png: Uint8Array) => void) | undefined;
  #ready: () => void = () => {};
  readonly #isReady = new Promise<void>((resolve) => {
    this.#ready = resolve;
  });

  constructor(client: LanguageClient, context: ExtensionContext, uri: string, name: string | undefined) {
    this.#client = client;
    this.#uri = uri;
    this.#name = name;
    this.#panel = openPage(context, "Preview");
    const { webview } = this.#panel;
    const listening = [
      webview.onDidReceiveMessage((message: Said) => this.#hear(message)),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId === "orch" || document.fileName.endsWith("orch.json")) this.#soon();
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.#follow(textEditor)),
    ];
    this.#panel.onDidDispose(() => {
      clearTimeout(this.#timer);
      for (const each of listening) each.dispose();
    });
  }

  get panel(): WebviewPanel {
    return this.#panel;
  }

  /** How far a run has come, by `plan/step`. */
  tell(states: Readonly<Record<string, string>>): void {
    this.#told = states;
    this.#paint();
  }

  /** Where nothing is shown yet, it is told with what is shown first. */
  #paint(): void {
    const anchors = this.#shown?.anchors ?? {};
    const byAnchor: Record<string, string> = {};
    for (const [node, state] of Object.entries(this.#told)) {
      const anchor = anchors[node];
      if (anchor !== undefined) byAnchor[anchor] = state;
    }
    if (Object.keys(byAnchor).length === 0) return;
    void this.#panel.webview.postMessage({ kind: "progress", states: byAnchor });
  }

  /** A picture as PNG, which only a browser can make of it. */
  points(picture: string): Promise<Uint8Array> {
    return new Promise((resolve) => {
      this.#drawn = resolve;
      void this.#isReady.then(() => this.#panel.webview.postMessage({ kind: "png", picture }));
    });
  }

  async show(name = this.#name): Promise<void> {
    this.#name = name;
    const preview = await askServer(this.#client, "orch/preview", {
      uri: this.#uri,
      ...(name === undefined ? {} : { name }),
    });
    if (preview === null) return;
    this.#name = preview.name;
    const isFirst = this.#shown === undefined;
    this.#shown = preview.page === undefined ? this.#shown : preview;
    const title = `Preview ${preview.name.slice(preview.name.lastIndexOf(".") + 1)}`;
    this.#panel.title = title;
    const plans = preview.plans.map((plan) => plan.name);
    void this.#panel.webview.postMessage({
      kind: "page",
      title,
      page: preview.page,
      plans,
      name: preview.name,
    });
    this.#paint();
    if (isFirst) for (const editor of window.visibleTextEditors) this.#follow(editor);
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.show(), pauseMs);
  }

  #hear(message: Said): void {
    if (message.kind === "ready") {
      this.#ready();
      void this.show();
    } else if (message.kind === "png")
      this.#drawn?.(Buffer.from(message.data.slice(message.data.indexOf(",") + 1), "base64"));
    else if (message.kind === "plan") void this.show(message.name);
    else {
      const place = this.#shown?.places[message.anchor];
      if (place !== undefined) void reveal(place);
    }
  }

  /** From the text to the step that the cursor is in, the smallest around it. */
  #follow({ document, selection }: TextEditor): void {
    const uri = document.uri.toString();
    if (document.languageId !== "orch") return;
    const around = Object.entries(this.#shown?.places ?? {})
      .filter(([, place]) => place.uri === uri && contains(place.range, selection.active.line))
      .toSorted(([, a], [, b]) => linesOf(a.range) - linesOf(b.range));
    void this.#panel.webview.postMessage({ kind: "chosen", anchor: around[0]?.[0] });
  }
}

type Said =
  | { readonly kind: "ready" }
  | { readonly kind: "plan"; readonly name: string }
  | { readonly kind: "png"; readonly data: string }
  | { readonly kind: "chosen"; readonly anchor: string };

function contains({ start, end }: PlanInFile["range"], line: number): boolean {
  return start.line <= line && line <= end.line;
}

function linesOf({ start, end }: PlanInFile["range"]): number {
  return end.line - start.line;
}

/** @returns what shows in the picture of a plan how far a run of it has come. */
export function registerPreview(context: ExtensionContext, client: LanguageClient): Showing {
  const open = new Map<string, PreviewPanel>();
  const show = async (given?: string | Uri, name?: string): Promise<void> => {
    const editor = window.activeTextEditor;
    const uri = given?.toString() ?? editor?.document.uri.toString();
    if (uri === undefined) return;
    const known = open.get(uri);
    if (known !== undefined) {
      known.panel.reveal(undefined, true);
      await known.show(name);
      return;
    }
    const made = new PreviewPanel(client, context, uri, name ?? (await planAtCursor(client, uri, editor)));
    open.set(uri, made);
    made.panel.onDidDispose(() => open.delete(uri));
  };
  context.subscriptions.push(
    commands.registerCommand("orch.preview", show),
    commands.registerCommand("orch.exportSvg", () => exportPicture(client, "svg", asBytes)),
    commands.registerCommand("orch.exportPng", () =>
      exportPicture(client, "png", async (picture, uri, name) => {
        await show(uri, name);
        return open.get(uri)?.points(picture);
      }),
    ),
  );
  return (uri, name, states) => {
    const known = open.get(uri);
    if (known === undefined) void show(uri, name).then(() => open.get(uri)?.tell(states));
    else known.tell(states);
  };
}

async function planAtCursor(
  client: LanguageClient,
  uri: string,
  editor: TextEditor | undefined,
): Promise<string | undefined> {
  if (editor?.document.uri.toString() !== uri) return undefined;
  return (await askServer(client, "orch/preview", { uri, line: editor.selection.active.line }))?.name;
}

/** Converts a picture, an SVG text; returns nothing if that is impossible. */
type Form = (picture: string, uri: string, name: string) => Promise<Uint8Array | undefined>;

const asBytes: Form = async (picture) => Buffer.from(picture);

/** Writes the picture of the plan at the cursor into a file that is asked for. */
async function exportPicture(client: LanguageClient, ending: "svg" | "png", form: Form): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor === undefined) return;
  const uri = editor.document.uri.toString();
  const preview = await askServer(client, "orch/preview", { uri, line: editor.selection.active.line });
  if (preview?.picture === undefined) {
    void window.showWarningMessage("There is no plan without mistakes here to draw.");
    return;
  }
  const bytes = await form(preview.picture, uri, preview.name);
  const name = preview.name.slice(preview.name.lastIndexOf(".") + 1);
  const to = await window.showSaveDialog({
    defaultUri: Uri.joinPath(editor.document.uri, "..", `${name}.${ending}`),
    filters: { [ending.toUpperCase()]: [ending] },
  });
  if (to !== undefined && bytes !== undefined) await workspace.fs.writeFile(to, bytes);
}

/** The plan at the cursor beside what it is in the newest commit. */
export function registerDifference(context: ExtensionContext, client: LanguageClient): void {
  const show = async (): Promise<void> => {
    const editor = window.activeTextEditor;
    if (editor === undefined) return;
    const { uri } = editor.document;
    const asked = { uri: uri.toString(), line: editor.selection.active.line };
    const [plan, earlier] = await Promise.all([askServer(client, "orch/preview", asked), textInHead(uri)]);
    if (plan === null) return;
    if (earlier === undefined) {
      void window.showInformationMessage("This file is in no commit yet: all of it is new.");
      return;
    }
    const compared = { uri: asked.uri, name: plan.name, earlier };
    const { page, places = {}, because } = await askServer(client, "orch/difference", compared);
    if (page === undefined) {
      void window.showWarningMessage(because ?? "There is nothing to compare.");
      return;
    }
    const { name } = plan;
    showPage(context, `Changes of ${name.slice(name.lastIndexOf(".") + 1)}`, { page, name, places });
  };
  context.subscriptions.push(commands.registerCommand("orch.difference", show));
}

/** As much of the interface of VS Code's own Git extension as is used. */
interface Git {
  getAPI(version: 1): {
    getRepository(uri: Uri): { show(ref: string, path: string): Promise<string> } | null;
  };
}

/** A file as it is in the newest commit; none where there is no repository, or no such file in it. */
async function textInHead(uri: Uri): Promise<string | undefined> {
  const extension = extensions.getExtension<Git>("vscode.git");
  if (extension === undefined) return undefined;
  const git = extension.isActive ? extension.exports : await extension.activate();
  try {
    return await git.getAPI(1).getRepository(uri)?.show("HEAD", uri.fsPath);
  } catch {
    // A file that was not committed yet has nothing to be compared with, which the caller tells.
    return undefined;
  }
}

/** A scenario, played through the picture of its plan moment by moment. */
export function registerStory(context: ExtensionContext, client: LanguageClient): void {
  const watch = async (uri: string, title: string): Promise<void> => {
    const story = await askServer(client, "orch/story", { uri, title });
    if (story?.page === undefined) {
      void window.showWarningMessage("The plan of this scenario has a mistake.");
      return;
    }
    const { page, name, places, moments, verdict } = story;
    const says = `${verdict.status}: ${verdict.outcome}`;
    showPage(context, title, { page, name, places, moments, verdict: says });
  };
  context.subscriptions.push(commands.registerCommand("orch.watchScenario", watch));
}
