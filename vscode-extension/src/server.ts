import "./groupings.ts";
import { isMainThread } from "node:worker_threads";
import { searchHere, serveProcess } from "@orchlang/lsp";

// A thread that searches begins with this same file: a second one would double what is installed.
if (isMainThread) void serveProcess({ searchEntry: new URL(import.meta.url) });
else void searchHere();
