import { AssertionError } from "node:assert";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { HandlerFailure, notReached } from "../../src/handler.ts";
import { classify } from "../../src/workers/classify.ts";
import { capability } from "./jobs.ts";

const once = capability("pay");
const pure = capability("look", { effect: "pure" });

function coded(code: string, message = "said"): Error {
  return Object.assign(new Error(message), { code });
}

describe("what was thrown, as a failure", () => {
  test.each([
    [coded("ECONNREFUSED"), "transient", "not_reached"],
    [coded("ENOTFOUND"), "transient", "not_reached"],
    [coded("EAI_AGAIN"), "transient", "not_reached"],
    [coded("ECONNRESET"), "transient", "unknown"],
    [coded("ETIMEDOUT"), "transient", "unknown"],
    [coded("EPIPE"), "transient", "unknown"],
    [new TypeError("fetch failed", { cause: coded("ECONNREFUSED") }), "transient", "not_reached"],
    [new TypeError("fetch failed", { cause: coded("UND_ERR_SOCKET") }), "transient", "unknown"],
    [new TypeError("fetch failed", { cause: coded("CERT_HAS_EXPIRED") }), "permanent", "not_reached"],
    [coded("DEPTH_ZERO_SELF_SIGNED_CERT"), "permanent", "not_reached"],
    [coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "permanent", "not_reached"],
    [coded("ERR_TLS_CERT_ALTNAME_INVALID"), "permanent", "not_reached"],
    [coded("ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE"), "permanent", "not_reached"],
    [coded("ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC"), "transient", "unknown"],
    [new AggregateError([coded("ECONNREFUSED"), coded("ENETUNREACH")]), "transient", "not_reached"],
    [new DOMException("stopped", "AbortError"), "timeout", "unknown"],
    [new DOMException("late", "TimeoutError"), "timeout", "unknown"],
    [new TypeError("x is undefined"), "permanent", "unknown"],
    [new ReferenceError("x is not defined"), "permanent", "unknown"],
    [new SyntaxError("Unexpected token"), "permanent", "unknown"],
    [new AssertionError({ message: "no" }), "permanent", "unknown"],
    [new Error("it broke", { cause: new TypeError("x is undefined") }), "permanent", "unknown"],
    [new TypeError("fetch failed", { cause: new Error("other side closed") }), "transient", "unknown"],
    [runInNewContext("new TypeError('of another realm')"), "permanent", "unknown"],
    [new Error("out of paper"), "transient", "unknown"],
    [new RangeError("too far"), "transient", "unknown"],
    [coded("ENOENT"), "transient", "unknown"],
    ["text", "transient", "unknown"],
    [null, "transient", "unknown"],
    [7n, "transient", "unknown"],
    [notReached(new Error("out of paper")), "transient", "not_reached"],
    [notReached(new TypeError("x is undefined")), "permanent", "not_reached"],
    [new HandlerFailure("circuit_open", "it was down a moment ago"), "circuit_open", "not_reached"],
    [notReached("text"), "transient", "not_reached"],
    [notReached(new HandlerFailure("timeout", "late")), "timeout", "not_reached"],
  ])("%s", (thrown, kind, reach) => {
    expect(classify(thrown, once)).toMatchObject({ failure: { class: kind, name: kind }, reach });
    expect(classify(thrown, pure)).toMatchObject({ failure: { class: kind }, reach: "not_reached" });
  });

  test("what the attempt was stopped with, thrown on", () => {
    const abort = new AbortController();
    abort.abort("enough");
    expect(classify("enough", once, { signal: abort.signal })).toMatchObject({
      failure: { class: "timeout", message: "it was out of time" },
    });
    expect(classify("other", once, { signal: abort.signal })).toMatchObject({
      failure: { class: "transient" },
    });
  });

  test("half a character in a message", () => {
    expect(classify(new Error("a\ud800b"), once)).toMatchObject({ failure: { message: "a\ufffdb" } });
  });

  test("what is said not to have been reached keeps its words", () => {
    const failure = { name: "transient", message: "out of paper" };
    expect(classify(notReached(new Error("out of paper")), once)).toMatchObject({ failure });
  });

  test("circular causes end", () => {
    const error = new Error("round");
    error.cause = error;
    expect(classify(error, once)).toMatchObject({ failure: { message: "round" } });
  });

  test("a failure stated by another copy of the package", () => {
    const foreign = Object.assign(new Error("gone"), {
      name: "HandlerFailure",
      failure: "transient",
      reach: "reached",
    });
    expect(classify(foreign, once)).toMatchObject({ failure: { class: "transient" }, reach: "reached" });
  });
});
