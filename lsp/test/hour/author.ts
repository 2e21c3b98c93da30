import type { ProtocolConnection } from "vscode-languageserver/node";

/*
 * Somebody who writes programs from nothing, an hour long, as people do: with letters beside the right key and what
 * undoes them, completions that are taken or not, undo, copies that are pasted and changed, looks at other places,
 * another file in between, names that get another name. What is done when hangs on a seed alone.
 */

/** A text as it is in the editor, and the one that it is to become. */
interface Page {
  readonly uri: string;
  readonly whole: string;
  text: string;
  /** So much of the whole is written. */
  done: number;
  version: number;
}

interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

interface Clock {
  now: number;
}

/** Numbers from 0 to 1 by xorshift: the same ones for the same seed. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const neighbours = "qwertyuiopasdfghjklzxcvbnm";

export class Author {
  readonly #editor: ProtocolConnection;
  readonly #clock: Clock;
  readonly #draw: () => number;

  constructor(editor: ProtocolConnection, clock: Clock, draw: () => number) {
    this.#editor = editor;
    this.#clock = clock;
    this.#draw = draw;
  }

  /** Writes all of the texts, now at one and now at another, and closes them. */
  async write(texts: Readonly<Record<string, string>>): Promise<void> {
    const pages = Object.entries(texts).map(
      ([uri, whole]): Page => ({ uri, whole, text: "", done: 0, version: 1 }),
    );
    for (const page of pages) await this.#open(page);
    for (let turn = 0; pages.some(({ whole, done }) => done < whole.length); turn++) {
      const page = pages[turn % pages.length] as Page;
      const lines = 10 + Math.floor(this.#draw() * 30);
      for (let line = 0; line < lines && page.done < page.whole.length; line++) await this.#line(page);
      await this.#afterthoughts(page);
    }
    for (const page of pages) await this.#tell("textDocument/didClose", page, {});
  }

  async #line(page: Page): Promise<void> {
    const end = page.whole.indexOf("\n", page.done) + 1 || page.whole.length;
    while (page.done < end) {
      const letter = page.whole.charAt(page.done);
      if (/[a-z]/u.test(letter) && this.#draw() < 0.015) await this.#slip(page);
      await this.#type(page, letter);
      page.done += 1;
      if (/[.({@ ]/u.test(letter)) await this.#complete(page, letter, end);
    }
    this.#clock.now += 300 + Math.floor(this.#draw() * 4_000);
    await this.#look(page);
  }

  /** The wrong key, seen a letter or two too late. */
  async #slip(page: Page): Promise<void> {
    const wrong = neighbours.charAt(Math.floor(this.#draw() * neighbours.length));
    await this.#type(page, wrong);
    this.#clock.now += 400;
    await this.#replace(page, page.done, page.done + 1, "");
  }

  async #complete(page: Page, triggerCharacter: string, end: number): Promise<void> {
    const context = { triggerKind: 2, triggerCharacter };
    const answer = await this.#ask<{ items: { label: string }[] }>("textDocument/completion", page, {
      position: placeOf(page.text, page.done),
      context,
    });
    const word = /^\w+/u.exec(page.whole.slice(page.done, end))?.[0] ?? "";
    const isThere = answer?.items.slice(0, 10).some(({ label }) => label === word) === true;
    if (!isThere || word.length < 4 || this.#draw() < 0.5) return;
    this.#clock.now += 500;
    await this.#replace(page, page.done, page.done, word);
    page.done += word.length;
  }

  /** What an editor asks by itself once its author pauses. */
  async #look(page: Page): Promise<void> {
    const [position, start] = [placeOf(page.text, page.done), { line: 0, character: 0 }];
    const range = { start, end: position };
    for (const method of ["diagnostic", "documentSymbol", "codeLens", "foldingRange", "semanticTokens/full"])
      await this.#ask(`textDocument/${method}`, page, {});
    await this.#ask("textDocument/inlayHint", page, { range });
    const here = { range: { start: position, end: position }, context: { diagnostics: [] } };
    await this.#ask("textDocument/codeAction", page, here);
    if (this.#draw() < 0.3) await this.#ask("textDocument/hover", page, { position: this.#anywhere(page) });
    if (this.#draw() < 0.2)
      await this.#ask("textDocument/definition", page, { position: this.#anywhere(page) });
  }

  async #afterthoughts(page: Page): Promise<void> {
    await this.#undo(page);
    await this.#paste(page);
    await this.#rename(page);
    await this.#ask("orch/preview", page, { uri: page.uri });
    await this.#ask("textDocument/formatting", page, { options: { tabSize: 2, insertSpaces: true } });
    this.#clock.now += 8_000;
  }

  /** Undoes the last words, and writes them again. */
  async #undo(page: Page): Promise<void> {
    const length = Math.min(page.done, 20 + Math.floor(this.#draw() * 60));
    const taken = page.text.slice(page.done - length, page.done);
    await this.#replace(page, page.done - length, page.done, "");
    await this.#look(page);
    await this.#replace(page, page.done - length, page.done - length, taken);
  }

  /** The last block once more, under another name; on second thoughts not. */
  async #paste(page: Page): Promise<void> {
    const block = page.text.slice(page.text.lastIndexOf("\n\n", page.done - 2) + 1, page.done);
    const copied = block.replace(/^((?:private )?[a-z]+ )(\w+)/mu, "$1$2_again");
    await this.#replace(page, page.done, page.done, copied);
    await this.#look(page);
    this.#clock.now += 5_000;
    await this.#replace(page, page.done, page.done + copied.length, "");
  }

  async #rename(page: Page): Promise<void> {
    const names = [...page.text.matchAll(/^(?:tool|service|type|plan|human) (\w+)/gmu)];
    const found = names[Math.floor(this.#draw() * names.length)];
    const name = found?.[1];
    if (found === undefined || name === undefined) return;
    const position = placeOf(page.text, found.index + found[0].length - 1);
    for (const newName of [`${name}_other`, name]) {
      const answer = await this.#ask<{
        changes?: Record<string, { range: Range; newText: string }[]>;
        documentChanges?: { textDocument: { uri: string }; edits: { range: Range; newText: string }[] }[];
      }>("textDocument/rename", page, { position, newName });
      const own = answer?.changes?.[page.uri] ?? answer?.documentChanges?.flatMap(({ edits }) => edits) ?? [];
      const edits = own.map(({ range, newText }) => ({
        start: offsetOf(page.text, range.start),
        end: offsetOf(page.text, range.end),
        newText,
      }));
      for (const { start, end, newText } of edits.sort((a, b) => b.start - a.start))
        await this.#replace(page, start, end, newText);
      this.#clock.now += 6_000;
      await this.#look(page);
    }
  }

  #anywhere(page: Page): Range["start"] {
    return placeOf(page.text, Math.floor(this.#draw() * page.text.length));
  }

  async #type(page: Page, letter: string): Promise<void> {
    this.#clock.now += 60 + Math.floor(this.#draw() * 200);
    await this.#replace(page, page.done, page.done, letter);
  }

  async #replace(page: Page, start: number, end: number, text: string): Promise<void> {
    const range = { start: placeOf(page.text, start), end: placeOf(page.text, end) };
    page.text = page.text.slice(0, start) + text + page.text.slice(end);
    page.version += 1;
    const textDocument = { uri: page.uri, version: page.version };
    await this.#editor.sendNotification("textDocument/didChange", {
      textDocument,
      contentChanges: [{ range, text }],
    });
  }

  async #open({ uri, text, version }: Page): Promise<void> {
    await this.#editor.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "orch", version, text },
    });
  }

  async #tell(method: string, { uri }: Page, params: object): Promise<void> {
    await this.#editor.sendNotification(method, { textDocument: { uri }, ...params });
  }

  #ask<Answer>(method: string, { uri }: Page, params: object): Promise<Answer | null> {
    return this.#editor.sendRequest<Answer | null>(method, { textDocument: { uri }, ...params });
  }
}

function placeOf(text: string, offset: number): Range["start"] {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return { line: text.slice(0, start).split("\n").length - 1, character: offset - start };
}

function offsetOf(text: string, { line, character }: Range["start"]): number {
  let start = 0;
  for (let at = 0; at < line; at++) start = text.indexOf("\n", start) + 1;
  return start + character;
}
