import { draftImages, finishImage } from "../../src/build/evaluate-images.ts";
import { prepareDeclaration } from "../../src/declaration/evaluate.ts";
import { SANDBOX_LIMITS } from "../../src/declaration/limits.ts";
import { loadDeclaration } from "../../src/declaration/load.ts";
import { modulesByName } from "../../src/modules/all.ts";
import { services } from "../../src/modules/services/services.ts";
import type { Configuration } from "../../src/options/configuration.ts";
import { placeOfPath } from "../../src/options/declared-diagnostics.ts";
import { evaluateModules } from "../../src/options/evaluate-modules.ts";
import { hostModule } from "../../src/options/host-module.ts";
import { DeclError } from "../../src/text/diagnostic.ts";
import { type FuzzTarget, refusing } from "./target.ts";

const PLATFORM = { os: "linux", architecture: "amd64", system: "x86_64-linux" } as const;
const LIMITS = { ...SANDBOX_LIMITS, milliseconds: 2000 };

/** A build file, from its text to what the image holds. */
export const declarations: FuzzTarget = {
  seeds: [
    'export default ({ pkgs, lib }) => ({ image: { cmd: [`${pkgs.hello}/bin/hello`] }, environment: { etc: { "a": { text: "x" } } } });',
    'import { lib, context } from "decl";\nexport default { options: { a: lib.mkOption({ type: lib.types.attrsOf(lib.types.strMatching("a+")) }) }, config: { a: { b: lib.mkForce("aa") } } };',
    'Array.prototype.toJSON = () => 1; export default __decl_at(0, 1, { [Symbol.for("decl.type")]: true, kind: "str" });',
  ],
  run: refusing(DeclError, async (text) => {
    const loaded = await loadDeclaration("image", text, async () => new Map(), { limits: LIMITS });
    const declaration = await prepareDeclaration(loaded);
    const [first] = declaration.targets() ?? [];
    const request = { args: {}, target: first?.name ?? "", platforms: [PLATFORM] };
    for (const draft of draftImages(request, declaration).drafts) if (!draft.configuration.isOpen) finishImage(draft);
  }),
};

/** They read no units. Evaluating them took most of the time. */
const NOT_OF_UNITS = [
  ...Object.keys(services),
  "certificates",
  "fonts",
  "modularServices",
  "nameService",
  "nixos",
  "nixpkgs",
  "pam",
];
const MODULES_OF_UNITS = modulesByName
  .filter(([name]) => !NOT_OF_UNITS.includes(name))
  .map(([name, module]) => hostModule(name, module));

/** Lines of unit files, `Name=value` below `[Service]` and the like, as a declaration has them. */
export const units: FuzzTarget = {
  seeds: [
    '[Unit]\nAfter=b.service\n[Service]\nType=notify\nExecStart=-/bin/a "b c" $D ${E} %n\nEnvironment=A=1 "B=2 3"\nLimitNOFILE=10:20\nUser=root\nRestart=on-failure\nTimeoutStopSec=5min',
    "[Service]\nType=oneshot\nExecStart=/bin/a\nRemainAfterExit=yes\nStateDirectory=a b\nReadWritePaths=/x\nCapabilityBoundingSet=~CAP_NET_ADMIN\n[Timer]\nOnCalendar=daily\nOnBootSec=5",
  ],
  run: refusing(DeclError, (text) => {
    const sections: Record<string, Record<string, string[]>> = { Unit: {}, Service: {}, Timer: {} };
    let section = sections.Service;
    for (const line of text.split("\n")) {
      section = sections[/^\[(.*)\]$/.exec(line)?.[1] ?? ""] ?? section;
      const [, name, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
      if (section !== undefined && name !== undefined && value !== undefined) {
        section[name] = [...(Object.hasOwn(section, name) ? (section[name] ?? []) : []), value];
      }
    }
    const service = { unitConfig: single(sections.Unit), serviceConfig: single(sections.Service) };
    const timers =
      Object.keys(sections.Timer ?? {}).length === 0 ? {} : { timers: { a: { timerConfig: single(sections.Timer) } } };
    const root = hostModule("image.ts", { systemd: { services: { a: service }, ...timers } });
    const within = <T>(work: () => T): T => work();
    const evaluated = evaluateModules([...MODULES_OF_UNITS, root]);
    const configuration: Configuration = {
      ...evaluated,
      config: evaluated.config as Configuration["config"],
      placeOf: (path) => placeOfPath(evaluated.records, path),
    };
    finishImage({ platform: PLATFORM, configuration, warnings: [], within });
  }),
};

const single = (section: Readonly<Record<string, readonly string[]>> = {}) =>
  Object.fromEntries(Object.entries(section).map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
