import { PassThrough } from "node:stream";
import { compile } from "@orchlang/compiler";
import { expectShortLives, serve } from "@orchlang/lsp";
import {
  type Connection,
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { generatedProgram } from "../generated.ts";
import { serveLangium } from "../langium/langium.ts";
import { inMemory } from "../programs.ts";
import type { Contestant, Topic } from "../topic.ts";
import { workFolder } from "../workspace.ts";

/*
 * From an editor's question to the answer in its hands, over streams as between two processes, in a file of 10,000
 * lines, in a folder with 99 others; beside a check of that file from nothing, and beside the server that Langium makes of
 * a grammar of the same constructs. Each question is about another place.
 */
export const editor: Topic = {
  name: "an editor's questions",
  unit: "answers",
  tail: true,
  calls: { warmUps: 40, measured: 400 },
  prepare: async () => {
    expectShortLives();
    const text = generatedProgram(10_000);
    const { program, host } = inMemory(text);
    const opened = await open(text);
    return [
      {
        name: "checked from nothing, 10,000 lines",
        units: 1,
        calls: { warmUps: 3, measured: 7 },
        run: async () => {
          compile(program, host);
        },
      },
      edit(opened),
      question("hover", "textDocument/hover", opened, {}),
      question("definition", "textDocument/definition", opened, {}),
      question("completion", "textDocument/completion", opened, {}),
      question("call being written", "textDocument/signatureHelp", opened, {}),
      question("marks of a name", "textDocument/documentHighlight", opened, {}),
      preview(opened, text),
      ...(await besideLangium(text)),
    ];
  },
};

interface Opened {
  readonly connection: ProtocolConnection;
  readonly uri: string;
  /** Where names stand in the statements of plans. */
  readonly places: readonly Place[];
  readonly close: () => Promise<void>;
}

interface Place {
  readonly line: number;
  readonly character: number;
}

type Serving = (connection: Connection) => void | Promise<void>;

async function open(text: string, serving: Serving = serve): Promise<Opened> {
  const there = new PassThrough();
  const back = new PassThrough();
  await serving(createConnection(new StreamMessageReader(there), new StreamMessageWriter(back)));
  const connection = createProtocolConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
  connection.listen();
  const capabilities = serving === serve ? { textDocument: { diagnostic: {} } } : {};
  const around = serving === serve ? workFolder() : undefined;
  await connection.sendRequest("initialize", { processId: null, rootUri: null, capabilities });
  await connection.sendNotification("initialized", {});
  const uri = around?.uri ?? "memory:/work.orch";
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "orch", version: 1, text },
  });
  const places = text.split("\n").flatMap((line, index) => {
    const at = /^ {2}step \w+ += (?=\w)/u.exec(line);
    return at === null ? [] : [{ line: index, character: at[0].length + 1 }];
  });
  const close = async (): Promise<void> => {
    await connection.sendRequest("shutdown");
    connection.dispose();
    around?.remove();
  };
  return { connection, uri, places, close };
}

/** What a picture of a plan is drawn of, of one plan after another. */
function preview({ connection, uri, close }: Opened, text: string): Contestant {
  const plans = [...text.matchAll(/^plan (\w+)/gmu)].map(([, name]) => `bench.generated.${name}`);
  let turn = 0;
  return {
    name: "a plan's picture",
    units: 1,
    calls: { warmUps: 20, measured: 100 },
    run: async () => {
      const name = plans[(turn++ * 37) % plans.length];
      await connection.sendRequest("orch/preview", { uri, name });
    },
    close,
  };
}

/** The same questions of Langium's server, which tells mistakes by itself. */
async function besideLangium(text: string): Promise<readonly Contestant[]> {
  const opened = await open(text, serveLangium);
  const calls = { warmUps: 2, measured: 10 };
  const hear = { told: (): void => {} };
  const first = new Promise<void>((resolve) => {
    hear.told = resolve;
  });
  opened.connection.onNotification("textDocument/publishDiagnostics", () => hear.told());
  await first;
  const change = edit(
    opened,
    () =>
      new Promise((resolve) => {
        hear.told = () => resolve(undefined);
      }),
  );
  return [
    { ...change, name: "Langium: a letter typed, mistakes told", calls },
    { ...question("Langium: hover", "textDocument/hover", opened, {}), calls },
    { ...question("Langium: definition", "textDocument/definition", opened, {}), calls },
    { ...question("Langium: completion", "textDocument/completion", opened, {}), calls, close: opened.close },
  ];
}

function question(
  name: string,
  method: string,
  { connection, uri, places }: Opened,
  more: object,
): Contestant {
  let turn = 0;
  return {
    name,
    units: 1,
    run: async () => {
      const position = places[(turn++ * 37) % places.length];
      await connection.sendRequest(method, { textDocument: { uri }, position, ...more });
    },
  };
}

/** A letter typed into a step's name and taken out again, and what is told of the file then. */
function edit(
  { connection, uri, places }: Opened,
  told: () => Promise<unknown> = () =>
    connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } }),
): Contestant {
  let turn = 0;
  return {
    name: "a letter typed, mistakes told",
    units: 1,
    run: async () => {
      const isOut = turn % 2 === 1;
      const start = places[((turn >> 1) * 37) % places.length] as Place;
      const end = { ...start, character: start.character + (isOut ? 1 : 0) };
      turn += 1;
      const sent = connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version: turn + 1 },
        contentChanges: [{ range: { start, end }, text: isOut ? "" : "q" }],
      });
      await Promise.all([sent, told()]);
    },
  };
}
