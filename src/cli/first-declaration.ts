/** What a folder has that a first declaration is made of: names of its files and folders, and the text of some. */
export interface FolderFacts {
  /** What the image is called where nothing better says it. */
  readonly name: string;
  readonly has: (file: string) => boolean;
  /** `package.json`, where there is one that can be read. */
  readonly packageJson?: { readonly name?: unknown; readonly main?: unknown; readonly scripts?: unknown } | undefined;
}

interface Kind {
  /** What it is for, in `decl new --help`. */
  readonly does: string;
  /** Whether a folder looks like it. */
  readonly fits: (folder: FolderFacts) => boolean;
  readonly text: (folder: FolderFacts) => string;
}

/** From what a folder has most certainly to what fits every folder. */
export const KINDS = {
  node: { does: "a service in JavaScript", fits: ({ has }) => has("package.json"), text: node },
  python: {
    does: "a service in Python",
    fits: ({ has }) => has("requirements.txt") || has("pyproject.toml"),
    text: python,
  },
  go: { does: "a program in Go", fits: ({ has }) => has("go.mod"), text: go },
  make: { does: "a program that `make install` makes", fits: ({ has }) => has("Makefile"), text: make },
  web: {
    does: "files that nginx serves",
    fits: ({ has }) => WEB_FOLDERS.some(has) || has("index.html"),
    text: web,
  },
  service: { does: "a service of a script", fits: () => false, text: service },
  tool: { does: "a command and nothing else", fits: () => true, text: tool },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

export const kindNames = Object.keys(KINDS) as KindName[]; // a constant has no other keys than its type says

export const isKind = (name: string): name is KindName => Object.hasOwn(KINDS, name);

/** The kind that a folder looks like. */
export const kindOf = (folder: FolderFacts): KindName => kindNames.find((name) => KINDS[name].fits(folder)) ?? "tool";

const WEB_FOLDERS = ["www", "public", "dist", "htdocs"];

const declaration = (imports: string, body: string): string =>
  `// syntax=decl/frontend\nimport { ${imports} } from "decl";\n\n${body}`;

const quoted = (text: string): string => JSON.stringify(text);

function withProgram(folder: FolderFacts, build: string, rest: string): string {
  return declaration(
    "build, context, image",
    `export default image(({ pkgs }) => {
  const app = build({
    name: ${quoted(folder.name)},
    src: context("."),
${build}  });

  return {
    image: { name: ${quoted(folder.name)} },
${rest}  };
});
`,
  );
}

const serviceOf = (command: string): string => `    systemd: {
      services: {
        app: { serviceConfig: { ExecStart: \`${command}\`, DynamicUser: true } },
      },
    },
`;

function node(folder: FolderFacts): string {
  const install = folder.has("package-lock.json") ? "npm ci --omit=dev" : "npm install --omit=dev";
  const build = `    packages: [pkgs.nodejs, pkgs.cacert],
    // npm asks its registry.
    network: true,
    cache: ["/root/.npm"],
    script: "${install} && cp -r . $out",
`;
  return withProgram(folder, build, serviceOf(`\${pkgs.nodejs}/bin/node \${app}/${mainOf(folder)}`));
}

/** The file that `npm start` runs, as far as package.json says it plainly. */
function mainOf({ packageJson, has }: FolderFacts): string {
  const scripts = packageJson?.scripts;
  const start = typeof scripts === "object" && scripts !== null && "start" in scripts ? String(scripts.start) : "";
  const started = /^node ([\w./-]+)$/.exec(start)?.[1];
  const main =
    typeof packageJson?.main === "string" && /^[\w./-]+$/.test(packageJson.main) ? packageJson.main : undefined;
  const found = started ?? main ?? ["server.js", "index.js", "app.js"].find(has) ?? "index.js";
  return found.replace(/^\.\//, "");
}

function python(folder: FolderFacts): string {
  const what = folder.has("requirements.txt") ? "-r requirements.txt" : ".";
  const main = ["app.py", "main.py", "server.py"].find(folder.has) ?? "app.py";
  const build = `    packages: [pkgs.python3, pkgs.python3Packages.pip, pkgs.cacert],
    // pip asks PyPI.
    network: true,
    cache: ["/root/.cache/pip"],
    script: \`
      python3 -m pip install --prefix $out --ignore-installed ${what}
      cp -r . $out/app
      ln -s $out/lib/python3*/site-packages $out/modules
    \`,
`;
  return withProgram(
    folder,
    build,
    `    systemd: {
      services: {
        app: {
          environment: { PYTHONPATH: \`\${app}/modules\` },
          serviceConfig: { ExecStart: \`\${pkgs.python3}/bin/python3 \${app}/app/${main}\`, DynamicUser: true },
        },
      },
    },
`,
  );
}

function go(folder: FolderFacts): string {
  const build = `    packages: [pkgs.go, pkgs.cacert],
    // go asks a proxy for the modules that go.mod requires.
    network: true,
    cache: ["/root/go", "/root/.cache/go-build"],
    env: { CGO_ENABLED: "0" },
    script: "go build -trimpath -o $out/bin/app .",
`;
  return withProgram(folder, build, serviceOf("${app}/bin/app"));
}

function make(folder: FolderFacts): string {
  const build = `    packages: [pkgs.gcc, pkgs.gnumake],
    script: "make install PREFIX=$out",
`;
  return withProgram(folder, build, "    environment: { systemPackages: [app] },\n");
}

function web({ name, has }: FolderFacts): string {
  const folder = WEB_FOLDERS.find(has);
  return declaration(
    "context, image",
    `export default image({
  image: { name: ${quoted(name)}, exposedPorts: { "80/tcp": {} } },
  services: {
    nginx: { enable: true, virtualHosts: { localhost: { root: context(${quoted(folder === undefined ? "." : `./${folder}`)}) } } },
  },
});
`,
  );
}

function service({ name }: FolderFacts): string {
  return declaration(
    "image",
    `export default image(({ pkgs }) => ({
  image: { name: ${quoted(name)} },
  systemd: {
    services: {
      app: { path: [pkgs.hello], script: "while true; do hello; sleep 10; done", serviceConfig: { DynamicUser: true } },
    },
  },
}));
`,
  );
}

function tool({ name }: FolderFacts): string {
  return declaration(
    "image",
    `export default image(({ pkgs }) => ({
  image: { name: ${quoted(name)}, cmd: [\`\${pkgs.hello}/bin/hello\`] },
  environment: { systemPackages: [pkgs.hello] },
}));
`,
  );
}
