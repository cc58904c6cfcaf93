import { describe, expect, it } from "vitest";
import { accountFileGroup, accountId, mergeAccounts, primaryGroup } from "../../src/plan/accounts.ts";

describe("the accounts of a base image and ours", () => {
  it("are one file: the base's users stay, ours come behind, and a user of ours takes the place of its namesake", () => {
    const base = "root:x:0:0:root:/root:/bin/ash\nalice:x:5:5::/old:/bin/sh\n";
    const ours =
      "root:x:0:0:System administrator:/root:/bin/bash\nalice:x:1000:100::/home/alice:/bin/bash\nbob:x:1001:100::/:\n";
    expect(mergeAccounts("/etc/passwd", base, ours)).toBe(
      "root:x:0:0:root:/root:/bin/ash\nalice:x:1000:100::/home/alice:/bin/bash\nbob:x:1001:100::/:\n",
    );
  });

  it("a group keeps the number that the base's files belong to, and gets our members", () => {
    expect(mergeAccounts("/etc/group", "wheel:x:10:adam\n", "wheel:x:1:adam,alice\nusers:x:100:\n")).toBe(
      "wheel:x:10:adam,alice\nusers:x:100:\n",
    );
  });
});

it("numbers are found by name", () => {
  const passwd = "alice:x:1000:100::/home/alice:/bin/sh\n";
  expect([accountId(passwd, "alice"), primaryGroup(passwd, "alice")]).toEqual([1000, 100]);
  expect([accountId(passwd, "bob"), accountId(undefined, "alice"), primaryGroup(passwd, "bob")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it("passwords belong to the group shadow, whatever its number is on the base", () => {
  expect(accountFileGroup("/etc/shadow", "root:x:0:\nshadow:x:42:\n", 318)).toBe(42);
  expect(accountFileGroup("/etc/gshadow", "root:x:0:\n", 318)).toBe(318);
  expect(accountFileGroup("/etc/passwd", "shadow:x:42:\n", 0)).toBe(0);
});
