import { expect, it } from "vitest";
import { isHostPattern, namesHost } from "../../src/value/hosts.ts";

it.each([
  ["example.org", "example.org", true],
  ["example.org", "example.org:8080", true],
  ["example.org:8080", "example.org:8080", true],
  ["example.org:8080", "example.org", false],
  ["Example.org", "example.ORG", true],
  ["example.org", "example.org.attacker.net", false],
  ["example.org", "notexample.org", false],
  ["*.example.org", "a.b.example.org", true],
  ["*.example.org", "a.example.org:444", true],
  ["*.example.org", "example.org", false],
  ["*.example.org", "notexample.org", false],
  ["*", "anything:1", true],
  ["[::1]", "[::1]:5000", true],
  ["127.0.0.1", "127.0.0.1:5000", true],
])("%s names %s: %j", (pattern, host, expected) => {
  expect(isHostPattern(pattern)).toBe(true);
  expect(namesHost(["other.example.net", pattern], host)).toBe(expected);
});

it.each(["https://example.org", "me:hush@example.org", "example.org/x", "a*.example.org", "", "example.org:", "-x"])(
  "%j is not the name of a host",
  (text) => expect(isHostPattern(text)).toBe(false),
);
