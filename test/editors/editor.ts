/** What an editor asks TypeScript; `▸` in a declaration is where the cursor is. */
export interface Editor {
  /** The names that it offers there. */
  completions(text: string): Promise<string[]>;
  /** What is shown of the name that begins there: its description, then its tags, `@default []`. */
  hover(text: string): Promise<string>;
  close(): void;
}

/** Where decl is, and what `decl types` says of packages. */
export interface Project {
  readonly root: string;
  readonly packages: string;
}
