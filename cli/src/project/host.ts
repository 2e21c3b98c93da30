import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from "node:fs";
import type { Host, Reading } from "@orchlang/compiler";
import { createSourceFile, type SourceFile } from "@orchlang/language/display";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { reason } from "./json-argument.ts";

/** The compiler's host over the file system; remembers what was read, so that messages can show it. */
export interface FileHost extends Host {
  /** A source that the compiler has read, by its path. */
  source(path: string): SourceFile | undefined;
  /** Every text that the compiler has read, by its path, those of the standard library too. */
  texts(): ReadonlyMap<string, string>;
}

/** Where files are had from: the disk, if nothing else is given. */
export interface FileSource {
  read(path: string): Reading;
  list(folder: string): readonly string[];
}

const disk: FileSource = { read: readSource, list: listFolder };

/** The disk, but for files that are to have another text. */
export function withTexts(texts: ReadonlyMap<string, string>): FileSource {
  return {
    read: (path) => {
      const text = texts.get(path);
      return text === undefined ? disk.read(path) : { text };
    },
    list: disk.list,
  };
}

export function createFileHost(from: FileSource = disk): FileHost {
  const readings = new Map<string, Reading>();
  const sources = new Map<string, SourceFile>();
  const standard = (module: string) => standardModule(module);
  return {
    read(path) {
      const known = readings.get(path);
      if (known !== undefined) return known;
      const reading = from.read(path);
      readings.set(path, reading);
      return reading;
    },
    list(folder) {
      return from.list(folder);
    },
    standard(module) {
      const result = standard(module);
      if (result !== undefined && !readings.has(result.path))
        readings.set(result.path, { text: result.text });
      return result;
    },
    standardModules,
    texts: () =>
      new Map([...readings].flatMap(([path, one]) => ("text" in one ? [[path, one.text] as const] : []))),
    source(path) {
      const known = sources.get(path);
      if (known !== undefined) return known;
      const reading = readings.get(path);
      if (reading === undefined || !("text" in reading)) return undefined;
      const source = createSourceFile(path, reading.text);
      sources.set(path, source);
      return source;
    },
  };
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // A folder that can't be listed contains nothing to propose.
    return [];
  }
}

/** A file's text. What is no file is not waited for: a pipe may never say anything, and a device never end. */
export function readSource(path: string): Reading {
  let bytes: Buffer;
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(file);
      // Where a shell or a person names a stream of the process itself, that is what is meant.
      if (!stats.isFile() && !stats.isDirectory() && !path.startsWith("/dev/"))
        return { fault: "unreadable", message: "it is a pipe or a device, not a file." };
      bytes = path.startsWith("/dev/") ? readFileSync(path) : readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return { fault: "missing", message: reason(error) };
    if (code === "EISDIR") return { fault: "folder", message: reason(error) };
    return { fault: "unreadable", message: reason(error) };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return {
      fault: "not_utf8",
      message: `is not UTF-8: byte ${firstBadByte(bytes)} cannot be read as text.`,
    };
  }
}

/** Where UTF-8 breaks, counted from 1: the longest prefix that decodes, found by halving. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (good < bad) {
    const middle = (good + bad + 1) >> 1;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle - 1;
    }
  }
  return good + 1;
}
