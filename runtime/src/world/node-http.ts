/**
 * Node's HTTP, without the `import` of it: that also reads the getters of `fetch` and `WebSocket` of its exports, and
 * loading those takes 50 ms of every start.
 */
export const { createServer, request } = process.getBuiltinModule("node:http");
