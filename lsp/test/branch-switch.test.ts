import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import type { ClientCapabilities } from "vscode-languageserver/node";
import { type Editor, openEditor } from "./editor/editor.ts";

/* Files change, come and go on the disk, as when another branch is checked out. */

const lab = "module lab\ntool wash(n: Int) -> Int { effect pure  latency <= 1m }\n";
const other = lab.replace("n: Int", "n: String");
const use = "module use\nimport lab { wash }\nplan q() -> Int { step w = wash(1)  return w }\n";

let editor: Editor;
const folders: string[] = [];

afterEach(async () => {
  await editor.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function openFolder(
  files: Readonly<Record<string, string>>,
  capabilities: ClientCapabilities,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "orch-lsp-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) write(folder, name, text);
  editor = await openEditor({ folder: pathToFileURL(folder).href, capabilities });
  return folder;
}

function write(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

const uriOf = (folder: string, name: string): string => pathToFileURL(join(folder, name)).href;

const [created, changed, deleted] = [1, 2, 3] as const;

function watched(...changes: readonly { readonly uri: string; readonly type: number }[]): Promise<void> {
  return editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
}

async function mistakesIn(uri: string): Promise<readonly string[]> {
  const { items } = await editor.connection.sendRequest<{ items: { severity: number; code: string }[] }>(
    "textDocument/diagnostic",
    { textDocument: { uri } },
  );
  return items.filter(({ severity }) => severity === 1).map(({ code }) => code);
}

const pulls: ClientCapabilities = {
  textDocument: { diagnostic: {} },
  workspace: {
    diagnostics: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
  },
};

/** What the server asks the editor to ask again, from now on. */
function refreshes(): { readonly next: (method: string) => Promise<void> } {
  const heard = new Set<string>();
  const waiting = new Map<string, () => void>();
  for (const feature of ["diagnostic", "codeLens", "inlayHint", "semanticTokens"]) {
    const method = `workspace/${feature}/refresh`;
    editor.connection.onRequest(method, () => {
      heard.add(method);
      waiting.get(method)?.();
      return null;
    });
  }
  return {
    next: (method) =>
      heard.has(method) ? Promise.resolve() : new Promise((resolve) => void waiting.set(method, resolve)),
  };
}

test("an editor that asks is told to ask again once files have changed on the disk", async () => {
  const folder = await openFolder({ "orch.json": "{}", "lab.orch": lab, "use.orch": use }, pulls);
  const { next } = refreshes();
  const uri = uriOf(folder, "use.orch");
  editor.open(uri, use);
  expect(await mistakesIn(uri)).toEqual([]);
  write(folder, "lab.orch", other);
  await watched({ uri: uriOf(folder, "lab.orch"), type: changed });
  for (const feature of ["diagnostic", "codeLens", "inlayHint", "semanticTokens"])
    await next(`workspace/${feature}/refresh`);
  expect(await mistakesIn(uri)).not.toEqual([]);
});

test("an editor that is told is told of every open file that has changed by it", async () => {
  const folder = await openFolder(
    {
      ...{ "one/orch.json": "{}", "one/lab.orch": lab, "one/use.orch": use },
      ...{ "two/orch.json": "{}", "two/lab.orch": lab, "two/use.orch": use },
    },
    {},
  );
  const uris = [uriOf(folder, "one/use.orch"), uriOf(folder, "two/use.orch")];
  for (const uri of uris) {
    const first = editor.told(uri);
    editor.open(uri, use);
    expect((await first).diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  }
  const told = uris.map((uri) => editor.told(uri));
  for (const name of ["one/lab.orch", "two/lab.orch"]) write(folder, name, other);
  await watched(
    ...["one/lab.orch", "two/lab.orch"].map((name) => ({ uri: uriOf(folder, name), type: changed })),
  );
  for (const { diagnostics } of await Promise.all(told))
    expect(diagnostics.filter(({ severity }) => severity === 1)).not.toEqual([]);
});

test.each([{ "orch.json": "{}" }, {}])(
  "an importer beside %j follows its import as that changes, goes and comes back",
  async (project: Readonly<Record<string, string>>) => {
    const folder = await openFolder({ ...project, "lab.orch": lab, "use.orch": use }, pulls);
    const [uri, imported] = [uriOf(folder, "use.orch"), uriOf(folder, "lab.orch")];
    editor.open(uri, use);
    expect(await mistakesIn(uri)).toEqual([]);
    write(folder, "lab.orch", other);
    await watched({ uri: imported, type: changed });
    expect(await mistakesIn(uri)).not.toEqual([]);
    rmSync(join(folder, "lab.orch"));
    await watched({ uri: imported, type: deleted });
    expect(await mistakesIn(uri)).toContain("ORCH1007");
    write(folder, "lab.orch", lab);
    await watched({ uri: imported, type: created });
    expect(await mistakesIn(uri)).toEqual([]);
    // The same in the editor, before it is saved.
    editor.open(imported, lab);
    void editor.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: imported, version: 2 },
      contentChanges: [{ text: other }],
    });
    expect(await mistakesIn(uri)).not.toEqual([]);
    await editor.connection.sendNotification("textDocument/didClose", { textDocument: { uri: imported } });
    expect(await mistakesIn(uri)).toEqual([]);
  },
);

interface Report {
  readonly uri: string;
  readonly kind: string;
  readonly resultId: string;
  readonly items?: readonly unknown[];
}

test("an editor that does not ask again after all costs nothing", async () => {
  const folder = await openFolder({ "orch.json": "{}", "lab.orch": lab, "use.orch": use }, pulls);
  editor.connection.onRequest("workspace/diagnostic/refresh", () => {
    throw new Error("not now");
  });
  editor.open(uriOf(folder, "use.orch"), use);
  await watched({ uri: uriOf(folder, "lab.orch"), type: changed });
  expect(await mistakesIn(uriOf(folder, "use.orch"))).toEqual([]);
});

test("the mistakes of a file that is deleted go", async () => {
  const folder = await openFolder(
    { "orch.json": "{}", "use.orch": use, "wrong.orch": "module wrong\nplan {\n" },
    pulls,
  );
  const ask = (previousResultIds: object): Promise<{ items: Report[] }> =>
    editor.connection.sendRequest("workspace/diagnostic", { previousResultIds });
  const first = await ask([]);
  const uri = uriOf(folder, "wrong.orch");
  expect(first.items.find((one) => one.uri === uri)?.items).not.toEqual([]);
  rmSync(join(folder, "wrong.orch"));
  await watched({ uri, type: deleted });
  const again = await ask(first.items.map((one) => ({ uri: one.uri, value: one.resultId })));
  expect(again.items.find((one) => one.uri === uri)).toMatchObject({ kind: "full", items: [] });
});
