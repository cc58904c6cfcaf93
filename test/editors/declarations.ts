/**
 * What TypeScript is to say of declarations in an editor. A mistake is marked by `▸`, where the error begins, and has what the
 * message names. A line `// NAME.ts` begins another file beside.
 */

export const WRONG: Readonly<Record<string, readonly [text: string, message: RegExp]>> = {
  "an unknown option in a value": [
    `export default image({ services: { ▸ngix: { enable: true } } });`,
    /ngix.*did you mean nginx/,
  ],
  "an unknown set in a value": [`export default image({ image: { name: "x" }, ▸imag: {} });`, /imag/],
  "a text for a flag in a value": [
    `export default image({ services: { nginx: { ▸enable: "yes" } } });`,
    /'string' is not assignable to type 'Def<boolean>/,
  ],
  "an unknown option in what a function returns": [
    `export default image(({ pkgs }) => ({ services: { ▸ngix: { enable: true } }, image: { name: "a" } }));`,
    /ngix.*did you mean nginx/,
  ],
  "an unknown option beside a wrong value: both are shown": [
    `export default image(({ pkgs }) => ({ services: { ▸ngix: { enable: true } }, image: { ▸cmd: "hello" } }));`,
    /ngix[\s\S]*'string' is not assignable to type 'Def<readonly/,
  ],
  "an unknown option in a function without arguments": [
    `export default image(() => ({ image: { name: "x", ▸cmmd: ["a"] } }));`,
    /cmmd/,
  ],
  "a text for a flag in a function": [
    `export default image(() => ({ services: { nginx: { ▸enable: "yes" } } }));`,
    /Def<boolean>/,
  ],
  "a number for a text in a function": [`export default image(() => ({ image: { ▸name: 5 } }));`, /'number'/],
  "an unknown option in a function with a body": [
    `export default image(▸({ pkgs }) => { const a = pkgs.hello; return { services: { ngix: { path: a } } }; });`,
    /ngix/,
  ],
  "a wrong value in a function with a body": [
    `export default image(▸function ({ pkgs }) { return { image: { cmd: pkgs.hello } }; });`,
    /cmd/,
  ],
  "one of several returns": [
    `export default image(▸({ args }) => {
      if (args.A === "1") return { image: { name: "a" } };
      return { image: { nam: "b" } };
    });`,
    /nam: did you mean name/,
  ],
  "an unknown option of a submodule": [
    `export default image(() => ({ image: { files: { "/a": { ▸txt: "x" } } } }));`,
    /txt/,
  ],
  "a choice that there is not": [
    `export default image(() => ({ image: { files: { "/a": { ▸type: "fil" } } } }));`,
    /"fil".*"file"/,
  ],
  "an unknown option of an element": [
    `export default image(() => ({ services: { openssh: { hostKeys: [{ path: "/a", ▸typ: "ed25519" }] } } }));`,
    /typ/,
  ],
  "an element of another type": [
    `export default image(({ pkgs }) => ({ image: { cmd: ["a", ▸5, pkgs.hello] } }));`,
    /'number'/,
  ],
  "an unknown option below a name of one's own": [
    `export default image(() => ({ services: { nginx: { virtualHosts: { web: { locations: { "/": { ▸proxyPas: "x" } } } } } } }));`,
    /proxyPas.*proxyPass/,
  ],
  "an import that is a function": [`export default image({ imports: [() => ({ services: { ▸ngix: {} } })] });`, /ngix/],
  "an import of a function that is a function": [
    `export default image(({ pkgs }) => ({
      imports: [({ lib }) => ({ services: { nginx: { enable: lib.mkDefault(▸"yes") } } }), { image: {} }],
      config: { image: { name: "x" } },
    }));`,
    /boolean/,
  ],
  "an import that is a value": [`export default image({ imports: [{ ▸imag: {} }] });`, /imag/],
  "an import of NixOS that is no module": [
    `export default image(() => ({ nixos: { imports: ["./web.nix", ▸5] } }));`,
    /'number'/,
  ],
  "an import of an import": [
    `export default image(() => ({ imports: [{ imports: [{ image: { ▸nam: "x" } }] }] }));`,
    /nam/,
  ],
  "the name of a file as an import": [`export default image(() => ({ imports: [▸"./users.ts"] }));`, /'string'/],
  "an unknown option in config": [
    `export default image(() => ({ imports: [], config: { image: { name: "x", ▸nam: "y" } } }));`,
    /nam/,
  ],
  "what is no option in options": [`export default image({ options: { web: { ▸port: 80 } } });`, /'number'/],
  "an image of several that is a function": [
    `export default images({ web: ({ pkgs }) => ({ image: { cmd: [pkgs.hello] }, ▸servces: {} }), worker: {} });`,
    /servces/,
  ],
  "an image of several that is a value": [
    `export default images({ web: { image: { ▸nam: "web" } }, worker: image({}) });`,
    /nam/,
  ],
  "a module": [`export default module(({ lib }) => ({ users: { ▸usres: {} } }));`, /usres.*users/],
  "a set under mkIf": [
    `export default image(({ config }) => ({
      services: lib.mkIf(config.image.interactive, { ▸ngix: { enable: true } }),
    }));`,
    /ngix/,
  ],
  "a value under mkIf": [
    `export default image(() => ({ services: { nginx: lib.mkIf(true, { ▸enable: "yes" }) } }));`,
    /boolean/,
  ],
  "a module under mkIf": [`export default image(() => lib.mkIf(true, { ▸imag: {} }));`, /imag/],
  "a condition that is a text": [`export default image(() => ({ image: lib.mkIf(▸"yes", {}) }));`, /boolean/],
  "an unknown option in mkMerge": [
    `export default image(() => ({ services: { nginx: lib.mkMerge([{ enable: true }, { ▸enabel: true }]) } }));`,
    /enabel/,
  ],
  "a module in mkMerge": [
    `export default image(() => lib.mkMerge([{ image: {} }, lib.mkIf(true, { services: { ▸ngix: {} } })]));`,
    /ngix/,
  ],
  "a value under mkForce": [
    `export default image(() => ({ services: { nginx: { enable: lib.mkForce(▸"yes") } } }));`,
    /boolean/,
  ],
  "a set under mkDefault": [`export default image(() => ({ image: lib.mkDefault({ ▸comd: [] }) }));`, /comd/],
  "an element under mkIf": [`export default image(() => ({ image: { cmd: ["a", lib.mkIf(true, ▸5)] } }));`, /number/],
  "a module under mkIf that was made before": [
    `const made = lib.mkIf(true, { imag: {} });\nexport default image(() => ▸made);`,
    /imag/,
  ],
  "a value under mkForce that was made before": [
    `const made = lib.mkForce("yes");\nexport default image(() => ({ services: { nginx: { ▸enable: made } } }));`,
    /boolean/,
  ],
  "a value that was made before": [
    `const web = { services: { ngix: { enable: true } } };\nexport default image(▸web);`,
    /ngix/,
  ],
  "a part of a value that was made before": [
    `const nginx = { enable: true, virtualHost: {} };\nexport default image(() => ({ services: { ▸nginx } }));`,
    /virtualHost/,
  ],
  "a setting of services that there is not": [
    `export default image(() => ({ systemd: { services: { a: { serviceConfig: { ▸Retsart: "always" } } } } }));`,
    /Retsart/,
  ],
  "a wrong value of a setting of services": [
    `export default image(() => ({ systemd: { services: { a: { serviceConfig: { ▸Restart: true } } } } }));`,
    /Restart|boolean|true/,
  ],
  "a choice of a setting that there is not": [
    `export default image(({ pkgs }) => ({
      systemd: { services: { a: { serviceConfig: { ExecStart: \`\${pkgs.hello}/bin/hello\`, ▸Restart: "allways" } } } },
    }));`,
    /allways/,
  ],
  "a list for a setting that is a flag": [
    `export default image({ systemd: { services: { a: { serviceConfig: { ▸RemainAfterExit: ["yes"] } } } } });`,
    /boolean/,
  ],
  "a setting of units that there is not": [
    `export default image({ systemd: { services: { a: { unitConfig: { ▸StartLimitBrust: 5 } } } } });`,
    /StartLimitBrust.*StartLimitBurst/,
  ],
  "a setting of timers that there is not": [
    `export default image(() => ({ systemd: { timers: { a: { timerConfig: { ▸OnCalender: "daily" } } } } }));`,
    /OnCalender.*OnCalendar/,
  ],
  "a setting under mkIf": [
    `export default image(() => ({ systemd: { services: { a: { serviceConfig: lib.mkIf(true, { ▸Retsart: "no" }) } } } }));`,
    /Retsart/,
  ],
  "an option of config that there is not": [
    `export default image(({ config }) => ({ image: { name: config.image.▸nam } }));`,
    /'nam' does not exist/,
  ],
  "the arguments of a module in place of pkgs": [
    `export default image((pkgs) => ({ environment: { systemPackages: [pkgs.▸hello] } }));`,
    /'hello' does not exist on type 'ModuleArguments'/,
  ],
  "a text for an image": [`export default image(▸"web.ts");`, /'string'/],
  "an image that is asynchronous": [`export default image(async () => ▸({ image: {} }));`, /Promise/],
  "an option of one's own": [
    `const options = { shop: { port: lib.mkOption({ type: lib.types.port }) } };
    declare module "decl" {
      interface Options extends lib.DefinitionsOf<typeof options> {}
      interface Config extends lib.ValuesOf<typeof options> {}
    }
    export default image(() => ({ options, config: { shop: { ▸prot: 80 } } }));`,
    /prot/,
  ],
  "a default export that says what it is": [`export default { services: { ▸ngix: {} } } satisfies Module;`, /ngix/],
  "an unknown option in a module of another file": [
    `import users from "./users.ts";
export default image({ imports: [users] });
// users.ts
import { module } from "decl";
export default module(({ lib }) => ({ users: { ▸usres: {} } }));
`,
    /usres.*users/,
  ],
  "a value of another file, where it is imported": [
    `import web from "./web.ts";
export default image(({ pkgs }) => ({ imports: [▸web], image: { cmd: [pkgs.hello] } }));
// web.ts
export default { services: { ngix: { enable: true } } };
`,
    /ngix/,
  ],
  "a function of another file, where it is imported": [
    `import { web } from "./web.ts";
export default images({ ▸web, other: {} });
// web.ts
import type { ModuleArguments } from "decl";
export const web = ({ pkgs }: ModuleArguments) => ({ image: { cmmd: [pkgs.hello] } });
`,
    /cmmd/,
  ],
  "a wrong value of a JSON file": [
    `import settings from "./settings.json";
export default image({ image: { ▸cmd: settings.cmd } });
// settings.json
{ "cmd": 5 }
`,
    /'number'/,
  ],
  "a set under mkIf in config": [
    `export default image(({ lib }) => ({ options: {}, config: lib.mkIf(true, { ▸imag: {} }) }));`,
    /imag/,
  ],
  "one of mkMerge in config": [
    `export default image(({ lib }) => ({ imports: [], config: lib.mkMerge([{ image: {} }, { services: { ▸ngix: {} } }]) }));`,
    /ngix/,
  ],
  "an import under mkIf of an option that there is not": [
    `export default image(({ lib }) => ({ imports: [{ services: lib.mkIf(true, { ▸ngix: {} }) }] }));`,
    /ngix/,
  ],
  "a value under mkOverride": [
    `export default image(({ lib }) => ({ services: { nginx: { enable: lib.mkOverride(50, ▸"yes") } } }));`,
    /boolean/,
  ],
  "an element of a list under mkBefore": [
    `export default image(({ lib }) => ({ image: { cmd: lib.mkBefore(▸["a", 5]) } }));`,
    /number/,
  ],
  "properties in properties": [
    `export default image(({ lib, pkgs }) =>
      lib.mkMerge([
        { environment: { systemPackages: [pkgs.hello] } },
        lib.mkIf(true, lib.mkMerge([{ services: lib.mkForce({ nginx: lib.mkIf(true, { ▸enabel: true }) }) }])),
      ]));`,
    /enabel/,
  ],
  "NixOS's options that are no set": [`export default image({ ▸nixos: 5 });`, /'number'/],
  "a configuration of NixOS that is no file": [`export default image(() => ({ ▸nixosConfiguration: 5 }));`, /'number'/],
  "an option of decl's beside NixOS's": [
    `export default image(({ pkgs }) => ({ nixos: { services: { gitea: { enable: true } } }, ▸servces: {} }));`,
    /servces/,
  ],
  "a misspelt option of a build": [`build({ name: "a", script: "true", ▸pakages: [] });`, /pakages/],
};

export const RIGHT: Readonly<Record<string, string>> = {
  "a value": `export default image({ image: { name: "x", cmd: ["a"] }, services: { nginx: { enable: true } } });`,
  nothing: `export default image({});\nimage(() => ({}));`,
  "a function": `export default image(({ pkgs }) => ({
    environment: { systemPackages: [pkgs.hello, "bash", pkgs.python3Packages.requests] },
    image: { cmd: [\`\${pkgs.hello}/bin/hello\`], env: { A: "1", B: undefined } },
  }));`,
  "a function with a body": `export default image(({ pkgs, args, platform, target }) => {
    const name = args.NAME ?? platform.architecture;
    if (target === "x") return { image: { name } };
    return { image: { name, labels: { target } }, services: { nginx: { enable: args.A === "1" } } };
  });`,
  properties: `export default image(({ config, pkgs, lib: { mkIf, mkMerge, mkDefault, mkForce, mkBefore, mkOverride } }) =>
    mkMerge([
      {
        image: mkIf(config.image.interactive, mkMerge([{ name: mkDefault("x") }, { cmd: mkForce(["a", mkIf(true, "b")]) }])),
      },
      mkIf(true, { environment: { systemPackages: mkBefore([pkgs.hello, mkIf(true, pkgs.bash)]) } }),
      { image: { files: { "/a": mkIf(true, { type: mkDefault("file"), text: "x" }) }, env: { A: mkOverride(5, "1") } } },
      { services: { openssh: { settings: { PermitRootLogin: mkForce("no"), AllowUsers: ["alice"] } } } },
    ]),
  );`,
  "properties that were made before": `const { mkIf, mkDefault, mkMerge } = lib;
    const whole = mkIf(true, { image: { name: "x" } });
    const text = mkDefault("hello");
    const several = mkMerge([{ image: {} }, mkIf(true, { services: { nginx: { enable: true } } })]);
    image(() => whole);
    image(several);
    export default image(() => ({ imports: [whole, several], config: { image: { name: text } } }));`,
  "values that were made before": `const nginx = { enable: true, virtualHosts: { localhost: { root: context("./www") } } };
    const common = { Restart: "always", RestartSec: 2, NoNewPrivileges: true };
    const file = { type: "file", text: "x" };
    const packages: string[] = ["hello"];
    export default image(({ pkgs }) => ({
      services: { nginx },
      image: { files: { "/a": file } },
      environment: { systemPackages: packages.map((name) => pkgs[name] ?? name) },
      systemd: { services: { a: { serviceConfig: { ...common, ExecStart: ["", \`\${pkgs.hello}/bin/hello\`] } } } },
    }));`,
  "modules that were made before": `const users = module(({ lib }) => ({ users: { users: { a: { isNormalUser: true, shell: lib.mkDefault("/bin/sh") } } } }));
    export const part = ({ args }: ModuleArguments) => ({ image: { name: args.NAME ?? "x" } });
    const typed: Module = { image: { name: "x" } };
    const optional: Options = { services: { nginx: { enable: true } } };
    image(typed);
    image(optional);
    export default image(({ lib, args }) => ({
      imports: [users, part, typed, optional, ...lib.optionals(args.A === "1", [users]), () => ({ image: {} })],
      image: { cmd: ["a"] },
    }));`,
  "NixOS's options": `export default image(({ pkgs, lib, config }) => ({
      nixos: {
        imports: ["./web.nix", context("other:mail.nix"), nix\`{ services.sshd.enable = true; }\`],
        services: {
          gitea: { enable: true, package: pkgs.gitea, settings: { server: { HTTP_PORT: lib.mkForce(3000) } } },
          nginx: lib.mkIf(true, { enable: true, package: nix\`pkgs.nginxMainline\` }),
        },
      },
      nixosConfiguration: "./configuration.nix",
      environment: { etc: { port: { text: \`\${config.nixos.services.gitea.settings.server.HTTP_PORT}\` } } },
      systemd: {
        services: { gitea: { serviceConfig: { MemoryMax: null, Restart: null, ExecReload: null, Environment: ["A=b", null] } } },
        timers: { gitea: { timerConfig: { OnCalendar: null } } },
      },
    }));`,
  "several images": `const base = module({ users: { users: { a: {} } } });
    export default images({
      web: image({ imports: [base] }),
      worker: ({ pkgs, lib: { optional } }) => ({ image: { cmd: optional(true, \`\${pkgs.hello}/bin/hello\`) } }),
      other: { image: { name: "other" } },
      same: base,
    });`,
  "options of one's own": `const options = {
      shop: {
        enable: lib.mkEnableOption("the shop"),
        port: lib.mkOption({ type: lib.types.port, default: 80 }),
        hosts: lib.mkOption({ type: lib.types.attrsOf(lib.types.submodule({ options: { tls: lib.mkEnableOption("TLS") } })) }),
      },
    };
    declare module "decl" {
      interface Options extends lib.DefinitionsOf<typeof options> {}
      interface Config extends lib.ValuesOf<typeof options> {}
    }
    export default image(({ config }) => ({
      options,
      config: { shop: { enable: true, hosts: { a: { tls: lib.mkDefault(true) } } }, image: { name: \`\${config.shop.port}\` } },
    }));`,
  "names that are computed": `export default image(({ lib, pkgs }) => ({
      users: { users: Object.fromEntries(["a", "b"].map((name) => [name, { isNormalUser: true }])) },
      systemd: {
        services: lib.genAttrs(["a", "b"], (name) => ({ script: \`echo \${name}\`, path: [pkgs.hello], after: [] })),
        globalEnvironment: lib.mapAttrs((_, value: string) => value, { A: "1" }),
      },
      environment: { etc: lib.optionalAttrs(true, { motd: { text: "x" } }), systemPackages: lib.optionals(true, [pkgs.hello]) },
      image: { ...(lib.hasPrefix("a", "ab") ? { name: "a" } : {}) },
    }));`,
  "settings of units": `export default image(({ pkgs }) => ({
      systemd: {
        services: {
          a: {
            serviceConfig: {
              Type: "oneshot", RemainAfterExit: true, ExecStart: ["a", "b"], Restart: "on-failure", RestartSec: "5s",
              LimitNOFILE: 1024, PrivateTmp: true, "X-Mine": "yes", Environment: ["A=1", \`B=\${pkgs.hello}\`], User: 1000,
              StateDirectory: "a b", ReadWritePaths: ["/a"], UMask: "0027", NoNewPrivileges: "yes",
            },
            unitConfig: { ConditionPathExists: ["/a", "!/b"], AssertUser: "root", StartLimitIntervalSec: 0 },
          },
        },
        timers: { a: { timerConfig: { OnCalendar: ["daily", "Mon 10:00"], Persistent: true, RandomizedDelaySec: "1h" } } },
      },
    }));`,
  "modular services": `export default image(({ pkgs }) => ({
      system: {
        services: {
          web: { process: { argv: [\`\${pkgs.hello}/bin/hello\`] } },
          made: ({ name }) => ({ config: { process: { argv: [name] } } }),
          long: { imports: [{ process: { argv: ["a"] } }], systemd: { service: { serviceConfig: { Restart: "always" } } } },
        },
      },
    }));`,
  "several files": `import users, { names } from "./users.ts";
import { web } from "./web.ts";
import settings from "./settings.json";
export default image(({ pkgs }) => ({
  imports: [users, web, ...names.map((name) => ({ image: { labels: { [name]: "x" } } }))],
  image: { cmd: [\`\${pkgs.hello}/bin/hello\`, ...settings.args], labels: settings.labels },
  services: { nginx: { enable: settings.nginx } },
}));
// users.ts
import { module } from "decl";
export const names = ["a", "b"];
export default module(({ lib }) => ({
  users: { users: lib.genAttrs(names, () => ({ isNormalUser: lib.mkDefault(true) })) },
}));
// web.ts
import type { ModuleArguments } from "decl";
export const web = ({ config, lib }: ModuleArguments) => lib.mkIf(config.services.nginx.enable, { image: { name: "web" } });
// settings.json
{ "args": ["--greeting=hi"], "labels": { "a": "b" }, "nginx": true }
`,
  "properties around modules and parts": `export default image(({ lib, config }) => ({
      imports: [lib.mkIf(true, { image: { name: "x" } }), { config: lib.mkMerge([{ image: {} }, lib.mkIf(true, {})]) }],
      options: { shop: { enable: lib.mkEnableOption("the shop") } },
      config: lib.mkIf(config.image.interactive, lib.mkMerge([
        { services: lib.mkForce({ nginx: lib.mkIf(true, { enable: lib.mkOverride(50, true) }) }) },
        { image: { cmd: lib.mkAfter(["b"]), name: lib.mkOptionDefault("x") } },
      ])),
    }));`,
  "programs of one's own": `export default image(({ pkgs }) => {
      const tools = [pkgs.nodejs, context("./tool"), storePath("/nix/store/00000000000000000000000000000000-a")];
      const app = build({ name: "a", src: context("./a"), packages: tools, script: "true", env: { NODE: pkgs.nodejs } });
      return {
        environment: { systemPackages: [app, nix\`pkgs.hello.override { a = 1; }\`] },
        image: { cmd: [\`\${app}/bin/app\`], contents: [{ source: context("./a"), target: "/a" }] },
      };
    });`,
  "what was given a type, is chosen, spread or computed": `
const part = ({ args }: ModuleArguments): Options => ({ image: { name: args.A ?? "x" } });
const part2 = ({ lib }: ModuleArguments): lib.Property<Options> => lib.mkIf(true, { image: { name: "x" } });
const part3: Module = ({ pkgs }) => ({ environment: { systemPackages: [pkgs.hello] } });
const services: Options["services"] = { nginx: { enable: true } };
const frozen = { image: { cmd: ["a", "b"] } } as const;
const make = <T extends string>(name: T) => ({ systemd: { services: { [name]: { script: "true" } } } });
const maybe = Math.abs(1) > 0;
interface Extra { readonly image: { readonly labels: { readonly a: string } } }
const extra: Extra = { image: { labels: { a: "b" } } };
image(part); image(part2); image(part3); image(frozen); image(make("x")); image(extra);
image({ services });
image(() => ({ services }));
image(({ config }) => ({ services: maybe ? { nginx: { enable: true } } : {}, ...(maybe && { image: { name: "a" } }) }));
image(({ config }) => maybe ? { image: { name: "a" } } : {});
image(({ config }) => { if (maybe) return {}; return { image: { name: "x" } }; });
image(({ lib }) => lib.recursiveUpdate({ image: { name: "a" } }, { image: { cmd: ["x"] } }));
image(({ lib, config }) => ({ assertions: [{ assertion: config.image.name !== null, message: "x" }], warnings: ["a", { message: "b" }] }));
image(({ pkgs }) => ({ imports: [part, part2, part3, frozen, make("y"), image(part), ...[1, 2].map((n) => ({ image: { labels: { [\`\${n}\`]: "x" } } }))] }));
image({ environment: { variables: { A: "1", B: ["a", "b"] }, etc: { "a/b": { text: "x" }, c: { source: context("./c") } } } });
const env: Record<string, string> = { A: "1" };
image({ image: { env, labels: { ...env } } });
image(() => ({ image: { env: Object.fromEntries(["a"].map((x) => [x, x])) } }));
const conf: lib.Def<Options> = lib.mkForce({ image: { name: "x" } });
image(() => ({ config: conf }));
images({ a: part, b: part3, c: frozen, ...{ d: image({}) } });
const list = ["a", "b"].map((name) => ({ name, value: { isNormalUser: true } }));
image({ users: { users: lib.listToAttrs(list) } });
image(({ lib }) => ({ users: { users: lib.mapAttrs((name, n: number) => ({ uid: n, isNormalUser: true }), { a: 1000 }) } }));
function viaThis(this: void, { pkgs }: ModuleArguments) { return { image: { cmd: [\`\${pkgs.a}\`] } }; }
image(viaThis);
let mutable = { image: { name: "x" } }; mutable = { image: { name: "y" } };
image(mutable);
image({ services: { nginx: { virtualHosts: { a: { locations: { "/": { return: 404 }, "/b": { return: "200 ok" } } } } } } });
image({ system: { services: { a: { imports: [{ process: { argv: ["x"] } }] } } } });
image(({ config }: { config: import("decl").Config }) => ({ image: { name: config.image.name } }));
image((all) => ({ image: { cmd: [\`\${all.pkgs.hello}\`] } }));
export const any = JSON.parse("{}");
image(any); image(() => any); image({ services: any });
image({ nixpkgs: { config: { allowUnfree: true } } });`,
};
