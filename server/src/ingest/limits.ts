/** Messages of one source that wait to be taken. More are dropped and counted: the sender is faster than the journal. */
export const waitingMax = 1_000;

/** Bytes of all messages of one source that wait. */
export const waitingBytesMax = 16 * 1_048_576;

/** Bytes of one message, as for a request's body. */
export const messageMax = 1_048_576;

/** Time between attempts to connect to a source, ms. A broker that starts again is not flooded. */
export const reconnectMs = 2_000;

/** Time for a connection or a response, ms. */
export const listenTimeoutMs = 30_000;

/** Time in which a WebSocket shows that it is alive, ms. Proxies close what is silent for a minute. */
export const pingMs = 30_000;
