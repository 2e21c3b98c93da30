import { PassThrough } from "node:stream";
import { compile } from "@orchlang/compiler";
import { serve } from "@orchlang/lsp";
import {
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { generatedProgram } from "../generated.ts";
import { inMemory } from "../programs.ts";
import type { Contestant, Topic } from "../topic.ts";

/*
 * From an editor's question to the answer in its hands, over streams as between two processes, in a file of 10,000
 * lines; beside a check of that file from nothing. Each question is about another place.
 */
export const editor: Topic = {
  name: "an editor's questions",
  unit: "answers",
  tail: true,
  calls: { warmUps: 40, measured: 400 },
  prepare: async () => {
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
    ];
  },
};

interface Opened {
  readonly connection: ProtocolConnection;
  readonly uri: string;
  /** Where names stand in the statements of plans. */
  readonly places: readonly Place[];
}

interface Place {
  readonly line: number;
  readonly character: number;
}

async function open(text: string): Promise<Opened> {
  const there = new PassThrough();
  const back = new PassThrough();
  serve(createConnection(new StreamMessageReader(there), new StreamMessageWriter(back)));
  const connection = createProtocolConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
  connection.listen();
  const capabilities = { textDocument: { diagnostic: {} } };
  await connection.sendRequest("initialize", { processId: null, rootUri: null, capabilities });
  const uri = "untitled:work.orch";
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "orch", version: 1, text },
  });
  const places = text.split("\n").flatMap((line, index) => {
    const at = /^ {2}step \w+ += (?=\w)/u.exec(line);
    return at === null ? [] : [{ line: index, character: at[0].length + 1 }];
  });
  return { connection, uri, places };
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
function edit({ connection, uri, places }: Opened): Contestant {
  let turn = 0;
  return {
    name: "a letter typed, mistakes told",
    units: 1,
    run: async () => {
      const isOut = turn % 2 === 1;
      const start = places[((turn >> 1) * 37) % places.length] as Place;
      const end = { ...start, character: start.character + (isOut ? 1 : 0) };
      turn += 1;
      await connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version: turn + 1 },
        contentChanges: [{ range: { start, end }, text: isOut ? "" : "q" }],
      });
      await connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
    },
  };
}
