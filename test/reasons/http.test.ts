import { status } from "@grpc/grpc-js";
import { expect, it } from "vitest";
import { EngineError } from "../../src/engine/engine-error.ts";
import { describeHttpFailure } from "../../src/reasons/http.ts";

const describe = (message: string, code = status.UNKNOWN) =>
  describeHttpFailure(new EngineError({ code, message }), "cache.example.org:8080");

it.each([404, 410, 403])("status %i means that the file is not there", (code) => {
  expect(describe(`invalid response status ${code}`)).toMatchObject({ absent: true, transient: false });
});

it.each([
  ["invalid response status 500", "answers with status 500", true],
  ["invalid response status 429 Too Many", "answers with status 429", true],
  ["invalid response status 418", "answers with status 418", false],
  ["dial tcp 127.0.0.1:9: connect: connection refused", "refuses connections", false],
  ["dial tcp: lookup x: no such host", "has an unknown host name", false],
  ['Get "http://x/y": EOF', "closes the connection too early", true],
  ["unexpected EOF", "closes the connection too early", true],
  ["read tcp: connection reset by peer", "closes the connection too early", true],
  ["write tcp: broken pipe", "closes the connection too early", true],
  ["http: server closed idle connection", "closes the connection too early", true],
  ["stream error: stream ID 1; INTERNAL_ERROR; received from peer", "closes the connection too early", true],
  ["http2: server sent GOAWAY and closed the connection", "closes the connection too early", true],
  ["net/http: TLS handshake timeout", "does not answer in time", true],
  ["context deadline exceeded", "does not answer in time", true],
  [
    "tls: failed to verify certificate: x509: unknown authority",
    "has a certificate that the engine does not trust",
    false,
  ],
  ["failed to retrieve HTTP auth secret LOGIN", "has an authSecret that was not given with --secret", false],
  ["write /x: no space left on device", "cannot be read: the disk of the engine is full", false],
  ["something new", "cannot be read: something new", false],
])("%s", (message, reason, transient) => {
  expect(describe(message)).toEqual({ absent: false, transient, reason });
});

it("our own deadline is not worth another try", () => {
  expect(describe("Deadline exceeded after 1s", status.DEADLINE_EXCEEDED)).toMatchObject({
    transient: false,
    late: true,
    reason: "does not answer in time",
  });
});

it("who has to log in is told with which secrets", () => {
  expect(describe("invalid response status 401").reason).toBe(
    "wants a login (status 401; give --secret id=HTTP_AUTH_HEADER_cache.example.org,… with the Authorization " +
      "header, or id=HTTP_AUTH_TOKEN_cache.example.org,… with a token)",
  );
});

it("what the daemon did not say is passed on", () => {
  expect(() => describeHttpFailure(new TypeError("a bug"), "x")).toThrow("a bug");
});
