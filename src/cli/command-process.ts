/** What the command line needs of its process. Tests hand over something in its place. */
export type CommandProcess = Pick<NodeJS.Process, 'env' | 'stdin' | 'stdout' | 'stderr'>
