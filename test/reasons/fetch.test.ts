import { expect, it } from "vitest";
import { describeFetchFailure } from "../../src/reasons/fetch.ts";

const failure = (code: string) => new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) });

it.each([
  ["ECONNREFUSED", "refuses connections", false],
  ["ENOTFOUND", "has an unknown host name", false],
  ["EAI_AGAIN", "has an unknown host name", false],
  ["ETIMEDOUT", "does not answer in time", true],
  ["UND_ERR_CONNECT_TIMEOUT", "does not answer in time", true],
  ["UND_ERR_HEADERS_TIMEOUT", "does not answer in time", true],
  ["CERT_HAS_EXPIRED", "has a certificate that this machine does not trust", false],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "has a certificate that this machine does not trust", false],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "has a certificate that this machine does not trust", false],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "has a certificate that this machine does not trust", false],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "has a certificate that this machine does not trust", false],
  ["ECONNRESET", "closes the connection too early", true],
  ["EPIPE", "closes the connection too early", true],
  ["UND_ERR_SOCKET", "closes the connection too early", true],
  ["HPE_INVALID_CONSTANT", "closes the connection too early", true],
  ["ENEW", "cannot be read (ENEW)", false],
])("%s", (code, reason, transient) => {
  expect(describeFetchFailure(failure(code))).toEqual({ absent: false, transient, reason });
});

it("our own deadline is not worth another try", () => {
  const error = new DOMException("x", "TimeoutError");
  expect(describeFetchFailure(error)).toMatchObject({
    reason: "does not answer in time",
    transient: false,
    late: true,
  });
});

it("a message is not repeated, as it may have a password in it", () => {
  const error = new TypeError("Request cannot be constructed from a URL that includes credentials: http://me:pw@x");
  expect(describeFetchFailure(error).reason).toBe("cannot be read");
});

it("what is no Error is passed on", () => {
  expect(() => describeFetchFailure("a bug")).toThrow("a bug");
});
