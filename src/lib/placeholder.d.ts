/** Types of placeholder.js. */
export declare const isPlain: (text: string) => boolean;
export declare const placeholder: (name: string) => string;
export declare const splitPlaceholders: (text: string) => readonly string[];
export declare const placeholderName: (text: string) => string | undefined;
export declare const isAbsolute: (text: string) => boolean;
