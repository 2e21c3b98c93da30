import { gunzip } from "node:zlib";
import { ProblemError } from "./problem.ts";

/**
 * The bytes of a body that may be compressed (`content-encoding`). `max` counts what is decoded too, so a small body that
 * would become a large one is cut off there and takes no more memory.
 */
export function decoded(
  body: Buffer,
  encoding: string | undefined,
  max: number,
  done: (error: ProblemError | null, body?: Buffer) => void,
): void {
  const named = encoding?.trim().toLowerCase() ?? "identity";
  if (named === "identity") done(null, body);
  else if (named === "gzip" || named === "x-gzip")
    gunzip(body, { maxOutputLength: max }, (error, plain) => {
      if (error === null) done(null, plain);
      else done(problemOf(error, max));
    });
  else
    done(
      new ProblemError(
        415,
        "media_type",
        `A body is sent as it is, or with \`content-encoding: gzip\`; not with ${JSON.stringify(named.slice(0, 40))}.`,
      ),
    );
}

function problemOf({ code }: NodeJS.ErrnoException, max: number): ProblemError {
  return code === "ERR_BUFFER_TOO_LARGE"
    ? new ProblemError(413, "body_too_large", `The body has more than ${max} bytes once it is decoded.`)
    : new ProblemError(400, "invalid_request", "The body is not what `content-encoding: gzip` says.");
}
