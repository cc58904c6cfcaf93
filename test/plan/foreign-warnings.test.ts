import { expect, it } from "vitest";
import { foreignWarnings } from "../../src/plan/foreign-warnings.ts";

const place = { file: "image.ts", start: { line: 6, column: 3 }, end: { line: 6, column: 9 } };
const wants = { file: "bin/app", count: 1, machine: 62, libraries: [], folders: [] };

it("a program that cannot start is warned of at the line that wants it, with what can be done", () => {
  const made = { subject: 'build("shop")', place, foreign: [{ ...wants, interpreter: "/lib/ld.so" }] };
  expect(foreignWarnings([made])).toEqual([
    {
      code: "foreign-program",
      severity: "warning",
      message: 'bin/app in build("shop") wants /lib/ld.so to start, which is not in the image',
      place,
      hint: "make it with a compiler of the package set (pkgs.gcc), link it statically, or let patchelf --set-interpreter lead it to the store",
    },
  ]);
});

it("a library that is not there is warned of at the line that wants it, with where it may come from", () => {
  const made = { subject: 'context("app")', target: "/srv", place, foreign: [{ ...wants, libraries: ["libz.so.1"] }] };
  expect(foreignWarnings([made])).toEqual([
    {
      code: "missing-library",
      severity: "warning",
      message: '/srv/bin/app, from context("app"), needs libz.so.1, which is not in the image',
      place,
      hint: "add the package that has it (pkgs.stdenv.cc.cc.lib for libstdc++.so.6), and lead to its lib folder with LD_LIBRARY_PATH or patchelf --add-rpath",
    },
  ]);
});

it("a file that is the whole of what was made is called by what it is made of", () => {
  const foreign = [{ ...wants, file: "", interpreter: "/lib/ld.so" }];
  const messages = foreignWarnings([
    { subject: "app", foreign },
    { subject: 'context("app")', target: "/srv/app", foreign },
  ]).map(({ message }) => message);
  expect(messages).toEqual([
    "app wants /lib/ld.so to start, which is not in the image",
    '/srv/app, from context("app"), wants /lib/ld.so to start, which is not in the image',
  ]);
});
