import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Host, Reading } from "@orchlang/compiler";
import { standardModule, standardModules } from "@orchlang/stdlib";
import {
  type DataCallback,
  type Disposable,
  type Message,
  StreamMessageReader,
} from "vscode-languageserver/node";

/** Larger files are not analysed: their author would wait for seconds after each change. In UTF-16 units. */
export const analysedMax = 2_000_000;

/** The files of a workspace: those that are open as the editor has them, others from the disk. */
export function hostOver(open: (path: string) => string | undefined): Host {
  return {
    read: (path) => {
      const text = open(path);
      const reading = text === undefined ? readFile(path) : { text };
      return "text" in reading && reading.text.length > analysedMax
        ? tooLarge(`${reading.text.length.toLocaleString("en-US")} characters`)
        : reading;
    },
    list: listFolder,
    standard: (module) => standardModule(module),
    standardModules,
  };
}

/** Where a module of the standard library is on this machine, by what the compiler calls its file: `std/people.orch`. */
export function standardFileOf(path: string): string | undefined {
  const [, name] = /^(std(?:\/\w+)+)\.orch$/u.exec(path) ?? [];
  const file = name === undefined ? undefined : standardModule(name.replaceAll("/", "."))?.file;
  return file?.replaceAll("\\", "/");
}

/** True if a file is one of the standard library, which an author may read and not change. */
export function isStandardFile(path: string): boolean {
  return [...path.matchAll(/(?<=\/)std\//gu)].some(({ index }) => standardFileOf(path.slice(index)) === path);
}

/** True if a file came with a package that was installed: what is changed there is gone with the next installation. */
export function isInstalled(path: string): boolean {
  return path.includes("/node_modules/");
}

function tooLarge(size: string): Reading {
  const message = `it has ${size}, and the limit is ${analysedMax.toLocaleString("en-US")} characters`;
  return { fault: "too_large", message };
}

/** A pipe or device is not read: a pipe may stay silent, and a device may never end. */
function readFile(path: string): Reading {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(file);
      if (!stats.isFile() && !stats.isDirectory())
        return { fault: "unreadable", message: "it is no file, but a pipe or a device" };
      // A character takes up to three bytes.
      if (stats.size > 3 * analysedMax) return tooLarge(`${stats.size.toLocaleString("en-US")} bytes`);
      return { text: new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file)) };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { fault: "missing", message };
    if (code === "EISDIR") return { fault: "folder", message };
    return { fault: code.startsWith("ERR_ENCODING") ? "not_utf8" : "unreadable", message };
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // A folder that can't be listed contains nothing to propose.
    return [];
  }
}

/** The folder of the nearest `orch.json` above a file; none where there is none. */
export function projectFolderOf(path: string): string | undefined {
  let folder = dirname(path);
  for (;;) {
    if (isFile(join(folder, "orch.json"))) return folder.replaceAll("\\", "/");
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // A file that can't be inspected counts as missing.
    return false;
  }
}

const skipped: ReadonlySet<string> = new Set(["node_modules", ".git", ".orch", "dist"]);

/** More is hardly one project, and would make opening it take long. */
const filesMax = 5_000;

/** Every `.orch` file below a folder, sorted. */
export function orchFilesBelow(folder: string): readonly string[] {
  const orchFiles: string[] = [];
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined && orchFiles.length < filesMax; at = waiting.pop()) {
    for (const entry of entriesOf(at)) {
      const path = `${at}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) waiting.push(path);
      } else if (entry.name.endsWith(".orch")) orchFiles.push(path);
    }
  }
  return orchFiles.sort();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder that went away while it was looked for, or that nobody may read.
    return [];
  }
}

/** An editor's message, and how long after the previous one it arrived, in ms. A recording has a line of JSON for each. */
export interface Heard {
  readonly after: number;
  readonly message: Message;
}

/** Reads what an editor says, and notes each message before it is heard. */
export class RecordingReader extends StreamMessageReader {
  readonly #note: (heard: Heard) => void;
  readonly #now: () => number;

  /** @param now the time, in ms, of which only differences are noted. */
  constructor(
    from: NodeJS.ReadableStream,
    note: (heard: Heard) => void,
    now: () => number = () => performance.now(),
  ) {
    super(from);
    this.#note = note;
    this.#now = now;
  }

  override listen(hear: DataCallback): Disposable {
    let last = this.#now();
    return super.listen((message) => {
      const now = this.#now();
      this.#note({ after: Math.round(now - last), message });
      last = now;
      hear(message);
    });
  }
}
