import { constants, createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { RpcChannel } from "../../src/engine/rpc-channel.ts";

const TEXT = {
  encode: (text: string) => ({ finish: () => Buffer.from(text) }),
  decode: (b: Uint8Array) => `${Buffer.from(b)}`,
};

/** A channel to a server that answers each call so. */
async function channelTo(
  answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
): Promise<RpcChannel> {
  const server = createServer();
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined).resume();
    answer(stream, headers);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const channel = new RpcChannel(connect((server.address() as AddressInfo).port, "127.0.0.1"));
  onTestFinished(() => {
    channel.close();
    server.close();
  });
  return channel;
}

const ask = (channel: RpcChannel, timeout?: number) => channel.call("Ping", [TEXT, TEXT], "?", { timeout });
const HEAD = { ":status": 200, "content-type": "application/grpc" };

test("a call without an answer ends at its deadline, and the daemon is told it", async () => {
  const cancelled = Promise.withResolvers<number>();
  const deadline = Promise.withResolvers<unknown>();
  const channel = await channelTo((stream, headers) => {
    if (headers["grpc-timeout"] === undefined) {
      stream.respond({ ...HEAD, "grpc-status": "5" }, { endStream: true });
      return;
    }
    deadline.resolve(headers["grpc-timeout"]);
    stream.once("close", () => cancelled.resolve(stream.rstCode));
  });
  // The connection stands, so that the call can leave before its deadline.
  await expect(ask(channel)).rejects.toMatchObject({ code: 5 });
  await expect(ask(channel, 5)).rejects.toMatchObject({ code: 4, kind: "timeout", message: "no answer within 5 ms" });
  expect([await deadline.promise, await cancelled.promise]).toEqual(["5m", constants.NGHTTP2_CANCEL]);
});

test("a status may stand in the head of an answer without a message, with letters that headers cannot hold", async () => {
  const channel = await channelTo((stream) =>
    stream.respond({ ...HEAD, "grpc-status": "5", "grpc-message": "gr%C3%BCn 100%25" }, { endStream: true }),
  );
  await expect(ask(channel)).rejects.toMatchObject({ code: 5, kind: "not-found", message: "grün 100%" });
});

test.each([
  ["without a message", Buffer.alloc(0)],
  ["that is cut short", Buffer.from([0, 0, 0, 0, 9, 65])],
  ["that is compressed", Buffer.from([1, 0, 0, 0, 1, 65])],
])("a good answer %s is an error", async (_, body) => {
  const channel = await channelTo((stream) => {
    stream.respond(HEAD, { waitForTrailers: true });
    stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(body);
  });
  await expect(ask(channel)).rejects.toThrow("/moby.buildkit.v1.frontend.LLBBridge/Ping gave no whole answer");
});

test("an answer of a proxy says which", async () => {
  const channel = await channelTo((stream) => stream.respond({ ":status": 502 }, { endStream: true }));
  await expect(ask(channel)).rejects.toThrow("the daemon answered with the HTTP status 502");
});

test("a call that is under way when the daemon goes, and each later one, is lost", async () => {
  const channel = await channelTo((stream) => stream.session?.destroy());
  await expect(ask(channel)).rejects.toMatchObject({ code: 14 });
  await expect(ask(channel)).rejects.toMatchObject({ code: 14, message: "the connection to the daemon is lost" });
});

test("an answer to a request that has not been read to its end is one, and the next call is answered too", async () => {
  const channel = await channelTo((stream) => {
    stream.pause();
    stream.respond(HEAD, { waitForTrailers: true });
    stream.once("wantTrailers", () => {
      stream.sendTrailers({ "grpc-status": "0" });
      // As grpc-go does where the client's half is still open.
      setImmediate(() => stream.close(constants.NGHTTP2_NO_ERROR));
    });
    stream.end(Buffer.from([0, 0, 0, 0, 1, 65]));
  });
  const large = "?".repeat(1 << 20);
  for (const text of [large, "?", large]) expect(await channel.call("Ping", [TEXT, TEXT], text)).toBe("A");
});

test("a call that is broken off before its request has been read is lost, and the next one is answered", async () => {
  const large = "?".repeat(1 << 20);
  const channel = await channelTo((stream, headers) => {
    stream.pause();
    stream.respond(HEAD, { waitForTrailers: true });
    stream.once("wantTrailers", () => {
      if (headers[":path"]?.endsWith("/Lost")) stream.close(constants.NGHTTP2_NO_ERROR);
      else stream.sendTrailers({ "grpc-status": "0" });
    });
    stream.end(Buffer.from([0, 0, 0, 0, 1, 65]));
  });
  await expect(channel.call("Lost", [TEXT, TEXT], large)).rejects.toThrow("the connection to the daemon is lost");
  expect(await ask(channel)).toBe("A");
});
