import { readFileSync } from "node:fs";
import { crontabMistake } from "../../src/modules/services/crontab.ts";
import { FormatError } from "../../src/nix/format-error.ts";
import { NarReader } from "../../src/nix/nar/reader.ts";
import { parseNarinfo } from "../../src/nix/narinfo.ts";
import { readDevboxLock } from "../../src/packages/devbox-lock.ts";
import { parseLock } from "../../src/packages/lock/parse-lock.ts";
import { ExpressionError } from "../../src/services/calendar/expression-error.ts";
import { parseCalendar } from "../../src/services/calendar/parse-calendar.ts";
import { parseTimeSpan } from "../../src/services/calendar/time-span.ts";
import { DeclError } from "../../src/text/diagnostic.ts";
import { file, folder, IGNORING, narOf, symlink } from "../nix/nar/trees.ts";
import { declarations, units } from "./declarations.ts";
import { streams } from "./streams.ts";
import { type FuzzTarget, refusing } from "./target.ts";
import { unpack } from "./unpack.ts";

const STORE = "/nix/store/axp6zlky4x2v3jwcbq24a2cz25hzlw9b-ripgrep-15.2.0";
const HASH = "sha256:19yag7za8bz38dzxd7g20p8738bmb80n4ci9y3hfaxhy15rxxxyh";

const NARINFO = `StorePath: ${STORE}
URL: nar/a.nar.zst
Compression: zstd
FileHash: ${HASH}
FileSize: 2133450
NarHash: ${HASH}
NarSize: 7088584
References: 0d8g8n0a11v6f5m2h416ajyxmnkwc3md-glibc-2.42-67
Deriver: 10dx1q4ivjb115y3h90mipaaz533nr0d-ripgrep.drv
Sig: cache.nixos.org-1:u47N81GjFd/qpAQ8bRz3Ve584pYwp/gWswtHa6PwWSzhfYvw7oTBW0DThOzapKGuxqqnvw9HfKRnggOniyPBDw==
CA: fixed:r:${HASH}
`;

const LOCK = `{ "version": 1, "systems": { "x86_64-linux": { "hello": { "out": "a" } } }, "storePaths": { "a": { "narHash": "${HASH}", "narSize": 1, "references": [] } } }`;

const DEVBOX = `{ "lockfile_version": "1", "packages": { "nodejs@20": { "resolved": "github:NixOS/nixpkgs/${"a".repeat(40)}#nodejs_20", "systems": { "x86_64-linux": { "outputs": [{ "name": "out", "path": "${STORE}", "default": true }] } } } } }`;

/** A folder with a file, a program and a link. */
const NAR = narOf(folder({ a: file("hello"), b: file("", true), c: symlink("a") }));

/** By the names that `npm run fuzz` takes. */
export const targets: Readonly<Record<string, FuzzTarget>> = {
  narinfo: { seeds: [NARINFO], run: refusing(FormatError, (_, bytes) => parseNarinfo(bytes)) },
  nar: {
    seeds: [NAR],
    run: refusing(FormatError, (_, bytes) => {
      const reader = new NarReader(IGNORING);
      // The first byte says in which pieces the others come.
      const [size = 1] = bytes;
      for (let at = 0; at < bytes.length; at += size + 1) reader.push(bytes.subarray(at, at + size + 1));
      reader.end();
    }),
  },
  lock: { seeds: [LOCK], run: refusing(DeclError, (text) => parseLock("web.lock.json", text, "write it again")) },
  devbox: { seeds: [DEVBOX], run: refusing(DeclError, (text) => readDevboxLock("devbox.lock", text, undefined)) },
  streams,
  declarations: { ...declarations, seeds: [...declarations.seeds, ...examples()] },
  units,
  crontabs: {
    seeds: ["*/5 0-6,22 1 jan mon-fri root date", "@daily web true", 'PATH="/bin"', "# a comment"],
    run: (input) => void crontabMistake(Buffer.from(input).toString("utf8"), new Set(["root", "web"])),
  },
  calendars: {
    seeds: ["Mon..Fri *-1/2-1,3 *:30:45 Europe/Berlin", "daily", "@1700000000", "*-*~1 00:00:00.5", "2h 5min", "1y3w"],
    run: async (input) => {
      await refusing(ExpressionError, parseCalendar)(input);
      await refusing(ExpressionError, parseTimeSpan)(input);
    },
  },
};

/** Those of programs that `scripts/native-programs --fuzz` builds. */
export const nativeTargets: Readonly<Record<string, FuzzTarget>> = { unpack };

function examples(): string[] {
  return ["nginx.ts", "stack.ts", "cron.ts", "hello.json"].map((name) =>
    readFileSync(new URL(`../../images/${name}`, import.meta.url), "utf8"),
  );
}
