import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/nix/format-error.ts";
import { sha256Of } from "../../src/nix/nar-hash.ts";
import {
  askForPaths,
  askToBuild,
  hello,
  Incoming,
  type PathInfo,
  readBuildEnd,
  readHello,
  readPathInfos,
} from "../../src/nix/serve-protocol.ts";
import { derivations, storePaths } from "./derivation-text.ts";
import { encodeWords, type Word } from "./serve-words.ts";

/** What the client says, read as Nix does (NixOS/nix: src/nix/nix-store/nix-store.cc, opServe). */
class Received {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  number(): number {
    this.#at += 8;
    return Number(this.#bytes.readBigUInt64LE(this.#at - 8));
  }

  text(): string {
    const length = this.number();
    const padded = Math.ceil(length / 8) * 8;
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    if (this.#bytes.subarray(this.#at + length, this.#at + padded).some((byte) => byte !== 0)) {
      throw new Error("the padding is not zero");
    }
    this.#at += padded;
    return bytes.toString("utf8");
  }

  list<Item>(item: () => Item): Item[] {
    return Array.from({ length: this.number() }, item);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }
}

/** Bytes in pieces of these sizes, which are repeated. */
async function* pieces(bytes: Buffer, sizes: readonly number[] = [bytes.length || 1]): AsyncGenerator<Uint8Array> {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const from = (bytes: Buffer, sizes?: readonly number[]) => new Incoming(pieces(bytes, sizes));

const MAGIC = 0x5452eecb;
const TIMES = [1, 0, 1_700_000_000, 1_700_000_009];
const built = (status: number, message: string, outputs: readonly string[] = []): Word[] => [
  ...[status, message, ...TIMES],
  outputs.length,
  ...outputs.flatMap((output) => [output, "{}"]),
];
const infoWords = ({ path, narHash, narSize, references, ca = "" }: PathInfo): Word[] => [
  ...[path.path, "", references.map((one) => one.path), 0, narSize, narHash, ca, ["key:signature"]],
];

const infos: fc.Arbitrary<PathInfo> = fc.record({
  path: storePaths,
  narHash: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => sha256Of<"nar">(bytes)),
  narSize: fc.nat(),
  references: fc.array(storePaths, { maxLength: 3 }),
  ca: fc.option(fc.constantFrom("fixed:r:sha256:x", "text:sha256:y"), { nil: undefined }),
});
const texts = fc.string({ unit: "binary", maxLength: 40 });

describe("what is said to Nix", () => {
  it("begins with the version 2.6, the first that says how a build ended", () => {
    const received = new Received(hello());
    expect([received.number(), received.number(), received.left]).toEqual([0x390c9deb, 0x206, 0]);
  });

  it("has all of a derivation, its inputs and the timeout, in the order that Nix reads them", () => {
    fc.assert(
      fc.property(derivations, storePaths, fc.array(storePaths), fc.nat(), (derivation, path, inputs, timeout) => {
        const asked = { ...derivation, path: path.path, inputs: inputs.map((one) => one.path) };
        const received = new Received(askToBuild(asked, timeout));
        const text = () => received.text();
        expect([received.number(), received.text()]).toEqual([8, path.path]);
        const outputs = received.list(() => [text(), text(), text(), text()]);
        expect(outputs).toEqual(
          Array.from(derivation.outputs, ([name, one]) => [name, one.path.path, one.hashAlgorithm, one.hash]),
        );
        expect(received.list(text)).toEqual(asked.inputs);
        expect([text(), text(), received.list(text)]).toEqual([derivation.system, derivation.builder, derivation.args]);
        expect(received.list(() => [text(), text()])).toEqual([...derivation.env]);
        expect([1, 2, 3, 4, 5].map(() => received.number())).toEqual([0, timeout, 0, 0, 0]);
        expect(received.left).toBe(0);
      }),
    );
  });

  it("asks for paths by a list", () => {
    const received = new Received(askForPaths(["/nix/store/a", "/nix/store/ü"]));
    expect([received.number(), received.list(() => received.text()), received.left]).toEqual([
      ...[2, ["/nix/store/a", "/nix/store/ü"], 0],
    ]);
  });
});

describe("what Nix says", () => {
  it("is read alike in pieces of any size", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(infos, { maxLength: 3 }), texts, sizes, async (paths, message, chunks) => {
        const reply = encodeWords(
          MAGIC,
          0x207,
          ...built(0, message, ["sha256:x!out"]),
          ...paths.flatMap(infoWords),
          "",
          7,
        );
        const incoming = from(reply, chunks);
        await readHello(incoming);
        expect(await readBuildEnd(incoming)).toEqual({ isBuilt: true, isTimeout: false, message });
        expect(await readPathInfos(incoming)).toEqual(paths);
        expect(await incoming.number()).toBe(7);
      }),
    );
  });

  it("is refused where it ends anywhere before it is complete", async () => {
    const [info] = fc.sample(infos, 1);
    if (info === undefined) throw new Error("there is one");
    const reply = encodeWords(MAGIC, 0x206, ...built(0, "ok", ["sha256:x!out"]), ...infoWords(info), "");
    for (let length = 0; length < reply.length; length++) {
      const incoming = from(reply.subarray(0, length));
      const read = async () => {
        await readHello(incoming);
        await readBuildEnd(incoming);
        await readPathInfos(incoming);
      };
      await expect(read(), `${length}`).rejects.toThrow(FormatError);
    }
  });

  it.each<[string, number, Word, string]>([
    ["another magic number", 0x4e697850, 0x206, "this is no nix-store --serve"],
    ["the client's own", 0x390c9deb, 0x206, "this is no nix-store --serve"],
    ["an older version", MAGIC, 0x205, "the Nix that builds speaks the version 2.5 of its protocol"],
    ["a much older one", MAGIC, 0x109, "the Nix that builds speaks the version 1.9 of its protocol"],
    ["one after the next great change", MAGIC, 0x300, "the Nix that builds speaks the version 3.0 of its protocol"],
  ])("is refused for %s", async (_, magic, version, message) => {
    const read = readHello(from(encodeWords(magic, version)));
    await expect(read).rejects.toThrow(FormatError);
    await expect(read).rejects.toThrow(message);
  });

  it("is refused where it is not Nix who speaks", async () => {
    await expect(readHello(from(Buffer.from("sh: nix-store: not found\n")))).rejects.toThrow("no nix-store --serve");
    await expect(readHello(from(Buffer.from("")))).rejects.toThrow("Nix ended before it had answered");
  });

  it("is waited for no longer than it speaks, however long it says that a text or a list is", async () => {
    const long = 2n ** 64n - 1n;
    await expect(from(encodeWords(long, "x")).text()).rejects.toThrow("Nix ended before it had answered");
    await expect(from(encodeWords(long, "x")).list()).rejects.toThrow("Nix ended before it had answered");
  });

  it.each([
    [0, { isBuilt: true, isTimeout: false }],
    [1, { isBuilt: true, isTimeout: false }],
    [2, { isBuilt: true, isTimeout: false }],
    [3, { isBuilt: false, isTimeout: false }],
    [4, { isBuilt: false, isTimeout: false }],
    [6, { isBuilt: false, isTimeout: false }],
    [8, { isBuilt: false, isTimeout: true }],
    [10, { isBuilt: false, isTimeout: false }],
    [14, { isBuilt: false, isTimeout: false }],
  ])("is, with the status %i, how a build ended: %j", async (status, end) => {
    expect(await readBuildEnd(from(encodeWords(...built(status, "why"))))).toEqual({ ...end, message: "why" });
  });

  it("of paths leaves those out that are not there", async () => {
    expect(await readPathInfos(from(encodeWords("")))).toEqual([]);
  });

  it("of a path that is none, or has a hash that is none, is refused", async () => {
    const [info] = fc.sample(infos, 1);
    if (info === undefined) throw new Error("there is one");
    const [path = "", ...rest] = infoWords(info);
    await expect(readPathInfos(from(encodeWords(`${String(path)}/x`, ...rest, "")))).rejects.toThrow(FormatError);
    const wrong = infoWords(info).map((word) => (word === info.narHash ? "sha256:x" : word));
    await expect(readPathInfos(from(encodeWords(...wrong, "")))).rejects.toThrow("is not a SHA-256 hash");
  });
});
