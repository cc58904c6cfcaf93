/** Types of context-reference.js. */
import type { ContextFiles } from "../declaration/decl.d.ts";

/** A file or folder of a build context; `context` is the name, and "context" the folder given to docker build. */
export interface ContextPath {
  readonly context: string;
  /** Relative, without "." and ".." components; "." is the whole context. */
  readonly path: string;
}

export declare const contextOf: (value: unknown) => ContextPath | undefined;
export declare const contextText: (files: ContextPath) => string;
export declare const parseContext: (text: string) => ContextPath | undefined;
export declare const contextAt: (context: string, path: string) => ContextFiles;
export declare const context: (text: string) => ContextFiles;
