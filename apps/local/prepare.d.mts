export declare const root: string;
export declare const unsuitableNode: (version?: string) => string | undefined;
export declare const staleInstall: (directory?: string) => string | undefined;
export declare const ensureInstalled: () => boolean;
export declare const sourceDigest: (directory?: string) => string;
export declare const ensureBuilt: () => boolean;
