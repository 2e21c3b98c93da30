import type { Route } from "../route.ts";
import { count, list, record, text } from "../schemas.ts";

/** The requests that the server denied. */
export const denialRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/audit/denials",
    operation: "listDenials",
    summary: "Requests that were denied since the server started, newest first, by address, path and reason",
    group: "audit",
    role: "admin",
    reply: record({
      denials: list(
        record(
          {
            first: count,
            last: count,
            count,
            address: text,
            method: text,
            path: text,
            status: count,
            code: text,
            token: text,
          },
          ["token"],
        ),
      ),
    }),
    handle: ({ denials }) => ({ body: { denials: denials.list() } }),
  },
];
