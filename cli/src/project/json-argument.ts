import { readFileSync } from "node:fs";
import type { Json } from "@orchlang/plan";
import { UsageError } from "../exit.ts";

/** Reads `JSON` or `@file` of an option; wrong input is told with the place. */
export function readJsonArgument(option: string, given: string): Json {
  const file = given.startsWith("@") ? given.slice(1) : undefined;
  const text = file === undefined ? given : readText(option, file);
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${option}: ${file === undefined ? "this" : `\`${file}\``} is not JSON: ${why}`);
  }
}

export function readText(option: string, file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(`${option}: \`${file}\` cannot be read: ${reason(error)}`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${option}: \`${file}\` is not UTF-8.`);
  }
}

/** A file system error in words. */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException)?.code;
  switch (code) {
    case "ENOENT":
      return "there is no such file.";
    case "EACCES":
    case "EPERM":
      return "permission is denied.";
    case "EISDIR":
      return "it is a folder.";
    case "ENOTDIR":
      return "a part of its path is a file, not a folder.";
    case "ENOSPC":
      return "the disk is full.";
    case "EROFS":
      return "the disk is read-only.";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
