import { readFile } from "node:fs/promises";
import { dataFile } from "./place.ts";

/** A letter of the template file: `<template id="…" title="…">…</template>`, with its places unfilled. */
export async function letterTemplate(id: string): Promise<{ subject: string; body: string }> {
  const text = await readFile(dataFile("template.html"), "utf8");
  const found = new RegExp(`<template id="${id}" title="([^"]*)">([\\s\\S]*?)</template>`).exec(text);
  if (found === null) throw new Error(`data/template.html has no <template id="${id}">`);
  return { subject: found[1] as string, body: unindented(found[2] as string) };
}

/** The page of the template file, without the letters that stand in it. */
export async function pageTemplate(): Promise<string> {
  const text = await readFile(dataFile("template.html"), "utf8");
  return text.replaceAll(/\s*(?:<!--[\s\S]*?-->|<template[\s\S]*?<\/template>)/g, "");
}

/** Puts values in place of `{{name}}`; a name without a value stays for a later filling. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The text as HTML shows it. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** What a reader without HTML gets: the words, a blank line between blocks, links written out. */
export function plain(html: string): string {
  return html
    .replaceAll(/<a href="([^"]*)">([\s\S]*?)<\/a>/g, "$2 ($1)")
    .replaceAll(/\s*<li>/g, "\n- ")
    .replaceAll(/\s*<(?:h1|p|ul)>\s*/g, "\n\n")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

function unindented(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}
