/** The most that is read of an answer, bytes: some hundred thousand tokens, each with what a stream puts around it. */
const answerBytesMax = 64 * 1024 * 1024;

/** An answer that does not come to an end. */
export class TooLong extends Error {
  constructor() {
    super(`it has more than ${answerBytesMax / 1024 / 1024} MiB`);
  }
}

/**
 * How the provider packages send their requests. A redirection is an answer like any other: followed, it would take the
 * question, and keys in headers of a provider's own, to a place whose tier nobody declared.
 */
export const request: typeof fetch = async (at, options) => {
  const response = await fetch(at, { ...options, redirect: "manual" });
  if (response.body === null) return response;
  let bytes = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, to) {
      bytes += part.byteLength;
      if (bytes > answerBytesMax) to.error(new TooLong());
      else to.enqueue(part);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counted), { status, statusText, headers });
};
