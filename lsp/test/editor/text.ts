import { readFixture } from "@orchlang/language/testing";
import { type Editor, openEditor } from "./editor.ts";

/** A text that is open in an editor, with a cursor where `$0` stood. */
export interface OpenText {
  readonly editor: Editor;
  readonly uri: string;
  readonly text: string;
  /** Asks at the cursor. */
  ask<Answer>(method: string, params?: object): Promise<Answer>;
  /** What stands between two positions. */
  slice(range: Range): string;
  position(offset: number): Position;
}

interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Opens a text in the notation of all tests. Each test opens one of its own, in an editor of its own. */
export async function openText(
  fixture: string,
  options: Parameters<typeof openEditor>[0] = {},
): Promise<OpenText> {
  const { files, cursor } = readFixture(fixture);
  const [file] = files;
  const text = file?.text ?? "";
  const editor = await openEditor(options);
  const uri = "untitled:main.orch";
  editor.open(uri, text);
  const position = (offset: number): Position => {
    const before = text.slice(0, offset).split("\n");
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  };
  const lines = text.split("\n");
  const offset = ({ line, character }: Position): number =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  return {
    editor,
    uri,
    text,
    position,
    ask: (method, params = {}) =>
      editor.connection.sendRequest(method, {
        textDocument: { uri },
        ...(cursor === undefined ? {} : { position: position(cursor.offset) }),
        ...params,
      }),
    slice: ({ start, end }) => text.slice(offset(start), offset(end)),
  };
}
