import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Editor, Project } from "./editor.ts";

/** A message of the Language Server Protocol. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly items?: readonly unknown[] };
  readonly result?: unknown;
  readonly error?: unknown;
}

interface Items {
  readonly items?: readonly { readonly label: string }[];
}

interface Hover {
  readonly contents?: { readonly value: string };
}

/** The TypeScript that compiles decl, as editors start it: a language server. `folder` is an empty one. */
export async function languageServer({ root, packages, folder }: Project & { folder: string }): Promise<Editor> {
  const compilerOptions = {
    ...{ module: "NodeNext", target: "ES2024", lib: ["ES2024"], types: [], strict: true, noEmit: true },
    ...{
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      paths: { decl: [join(root, "src/declaration/decl.d.ts")] },
    },
  };
  const files = ["image.ts", "image.packages.d.ts"];
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  writeFileSync(join(folder, "image.packages.d.ts"), packages);
  writeFileSync(join(folder, "image.ts"), "");
  const tsc = createRequire(join(root, "package.json"))
    .resolve("typescript/package.json")
    .replace(/package\.json$/, "bin/tsc");
  const server = connect(tsc);
  await server.ask("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: { textDocument: { hover: { contentFormat: ["markdown"] } } },
  });
  server.tell("initialized", {});

  const uri = pathToFileURL(join(folder, "image.ts")).href;
  let version = 0;
  const at = (text: string) => {
    const whole = text.replace("▸", "");
    version++;
    if (version === 1)
      server.tell("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version, text: whole } });
    else server.tell("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ text: whole }] });
    const before = text.slice(0, text.indexOf("▸")).split("\n");
    return { textDocument: { uri }, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
  };
  return {
    completions: async (text) => {
      const found = (await server.ask("textDocument/completion", {
        ...at(text),
        context: { triggerKind: 1 },
      })) as Items | null;
      return (found?.items ?? []).map(({ label }) => label.replace(/\?$/, ""));
    },
    hover: async (text) =>
      asText(((await server.ask("textDocument/hover", at(text))) as Hover | null)?.contents?.value ?? ""),
    close: server.close,
  };
}

/** Without the type in front; tags as a language service has them: `*@default* — []` is `@default []`. */
const asText = (markdown: string): string =>
  markdown
    .replace(/^```\w+\n[\s\S]*?\n```\n/, "")
    .replaceAll(/\n+\*@(\w+)\*(?: — |\n```\w+\n)/g, "\n@$1 ")
    .replaceAll(/\n```/g, "")
    .trim();

/** Starts the server and speaks JSON-RPC with it over its standard streams. */
function connect(tsc: string) {
  const child = spawn(process.execPath, [tsc, "--lsp", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const answers = new Map<number, (message: Message) => void>();
  const send = (message: object) => {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const receive = ({ id, method, params, ...answer }: Message) => {
    if (id === undefined) return;
    // It asks for settings and registers for changes of files.
    if (method !== undefined) send({ id, result: params?.items?.map(() => null) ?? null });
    else answers.get(id)?.({ id, ...answer });
  };
  let received: Buffer = Buffer.alloc(0);
  child.stdout.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const start = received.indexOf("\r\n\r\n") + 4;
      const [, length] = /Content-Length: (\d+)/i.exec(received.subarray(0, start).toString()) ?? [];
      if (length === undefined || received.length < start + Number(length)) return;
      const end = start + Number(length);
      receive(JSON.parse(received.subarray(start, end).toString()));
      received = received.subarray(end);
    }
  });
  let asked = 0;
  return {
    tell: (method: string, params: object) => send({ method, params }),
    ask: (method: string, params: object) =>
      new Promise<unknown>((done, fail) => {
        const id = ++asked;
        answers.set(id, ({ result, error }) => {
          answers.delete(id);
          if (error === undefined) done(result);
          else fail(new Error(`${method}: ${JSON.stringify(error)}`));
        });
        send({ id, method, params });
      }),
    close: () => void child.kill(),
  };
}
