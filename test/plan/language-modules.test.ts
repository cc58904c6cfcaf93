import { expect, it } from "vitest";
import { type LanguageModules, packageOfEntry } from "../../src/nix/package-entry.ts";
import { moduleVariables, withModules } from "../../src/plan/language-modules.ts";

const path = (letter: string, name: string) => `/nix/store/${letter.repeat(32)}-${name}`;

const module = (language: LanguageModules["language"], version: string, paths: string[] = []) =>
  packageOfEntry("a", {
    name: "a-1",
    outputs: { out: path("a", "a-1") },
    defaultOutput: "out",
    modules: { language, version, paths },
  });

it("a module comes with the modules that it needs, each once", () => {
  const flask = module("python", "3.13", [path("b", "werkzeug"), path("a", "a-1")]);
  expect(withModules(flask).install.map((one) => one.name)).toEqual(["a-1", "werkzeug"]);
  const plain = packageOfEntry("a", { name: "a-1", outputs: { out: path("a", "a-1") }, defaultOutput: "out" });
  expect(withModules(plain)).toBe(plain);
});

it("interpreters find modules where they are linked", () => {
  const all = [module("python", "3.13"), module("perl", "5.42"), module("ruby", "3.4.0"), module("lua", "5.2")];
  expect(moduleVariables(all, "/sw")).toEqual({
    PYTHONPATH: "/sw/lib/python3.13/site-packages",
    PERL5LIB: "/sw/lib/perl5/site_perl",
    GEM_PATH: "/sw/lib/ruby/gems/3.4.0",
    LUA_PATH: "/sw/share/lua/5.2/?.lua;/sw/share/lua/5.2/?/init.lua;;",
    LUA_CPATH: "/sw/lib/lua/5.2/?.so;;",
  });
  expect(moduleVariables([module("python", "3.13"), module("python", "3.12")], "")).toEqual({
    PYTHONPATH: "/lib/python3.13/site-packages",
  });
  expect(moduleVariables([], "")).toEqual({});
});
