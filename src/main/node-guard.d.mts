export const NODE_WANTED: string
export function isNewEnough(version: string): boolean
export function installedNode(): string | undefined
export function oldNode(version: string): { code: 'old-node'; message: string; next: string }
export function withNode(program: () => unknown): unknown
