import { expect, it } from "vitest";
import { parseAddress } from "../../../src/services/sockets/address.ts";

it.each([
  ["/run/web.sock", { path: "/run/web.sock" }],
  ["@web", { path: "@web" }],
  ["80", { port: 80 }],
  ["127.0.0.1:8080", { address: "127.0.0.1", port: 8080 }],
  ["[::1]:8080", { address: "::1", port: 8080 }],
])("%s is an address to listen at", (text, address) => {
  expect(parseAddress(text)).toEqual(address);
});

const NO_ADDRESS = "is no address to listen at: an absolute path, @NAME, PORT, IPV4:PORT or [IPV6]:PORT";

it.each([
  ["web.sock", `"web.sock" ${NO_ADDRESS}`],
  ["localhost:80", `"localhost:80" ${NO_ADDRESS}`],
  ["::1:80", `"::1:80" ${NO_ADDRESS}`],
  ["[127.0.0.1]:80", `"[127.0.0.1]:80" ${NO_ADDRESS}`],
  ["vsock:2:80", `"vsock:2:80" ${NO_ADDRESS}`],
  ["[fe80::1%eth0]:80", '"[fe80::1%eth0]:80" names a network interface, which is not possible in a container'],
  ["0", "0 is no port: those are 1 to 65535"],
  ["127.0.0.1:65536", "65536 is no port: those are 1 to 65535"],
  ["@", '"@" has no name for the socket'],
  [`/${"x".repeat(107)}`, `"/${"x".repeat(107)}" is longer than the 107 bytes that the path of a socket may have`],
])("%s is none", (text, message) => {
  expect(() => parseAddress(text)).toThrow(message);
});
