import { openSession } from "@orchlang/compiler";
import { memoryHost } from "@orchlang/compiler/testing";
import { expect, test } from "vitest";
import { completionsAt, type OpenPart, type OpenProject, symbolAt } from "../../src/index.ts";

const path = "/main.orch";

/** A plan among so many others of its kind, with a cursor in the name that its step calls. */
function surrounded(blocks: number): { readonly text: string; readonly at: number } {
  const block = (name: string): string =>
    `tool look_${name}(n: Int) -> Int { effect pure  latency <= 1m }\nplan p_${name}(n: Int) -> Int {\n  step a = look_${name}(n)\n  return a\n}\n`;
  const around = Array.from({ length: blocks }, (_, n) => block(String(n)));
  const half = blocks / 2;
  const above = `module main\n${around.slice(0, half).join("")}`;
  const text = `${above}${block("here")}${around.slice(half).join("")}`;
  return { text, at: text.indexOf("look_here(n)\n  return") + 2 };
}

/** The work of a question, without a clock. */
interface Work {
  /** Lists of all parts of a file. */
  lists: number;
  /** Characters that were read again. */
  read: number;
  /** Reads of signatures. */
  signatures: number;
}

function counted(project: OpenProject, work: Work): OpenProject {
  const part = (one: OpenPart): OpenPart =>
    new Proxy(one, {
      get: (target, field) => {
        if (field !== "reread") return target[field as keyof OpenPart];
        return (text: string) => {
          work.read += text.length;
          return target.reread(text);
        };
      },
    });
  const { context } = project;
  return {
    ...project,
    context: {
      ...context,
      signatureOf: (definition) => {
        work.signatures += 1;
        return context.signatureOf(definition);
      },
    },
    parts(path) {
      work.lists += 1;
      return project.parts(path);
    },
    partAt(path, offset) {
      const found = project.partAt(path, offset);
      return found && part(found);
    },
  };
}

/** The work of answering, with the details of all items. */
function workOf(blocks: number): { readonly work: Work; readonly items: number } {
  const { text, at } = surrounded(blocks);
  const session = openSession({ files: [path], root: "/" }, memoryHost({ [path]: text }));
  const work: Work = { lists: 0, read: 0, signatures: 0 };
  const project = counted(session.projectOf(path) as OpenProject, work);
  const { items } = completionsAt(project, path, at);
  for (const item of items) expect(`${item.detail}${item.text}`).not.toBe("");
  expect(symbolAt(project, path, at)?.symbol.what).toBe("definition");
  return { work, items: items.length };
}

test("what is asked of a place takes as much work in a long file as in one of a fifth", () => {
  const [short, long] = [workOf(200), workOf(1_000)];
  expect(short.work.signatures).toBeGreaterThan(100);
  expect(long).toEqual(short);
  expect(long.work.lists).toBe(0);
});

test("of more names than are shown those go first that begin with what was typed, and it is said that there are more", () => {
  const tool = (name: string): string => `tool ${name}(n: Int) -> Int { effect pure  latency <= 1m }\n`;
  const others = Array.from({ length: 300 }, (_, n) => tool(`ask_zebra_${n}`)).join("");
  const text = `module main\n${others}${tool("zebra")}plan p(n: Int) -> Int {\n  step a = ze\n}\n`;
  const session = openSession({ files: [path], root: "/" }, memoryHost({ [path]: text }));
  const project = session.projectOf(path) as OpenProject;
  const { items, isCut } = completionsAt(project, path, text.lastIndexOf("ze") + 2);
  expect(items[0]?.label).toBe("zebra");
  expect(isCut).toBe(true);
});
