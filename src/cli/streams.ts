/** What the command line reads and writes: the process, or what a test hands over in its place. */
export type Streams = Pick<NodeJS.Process, 'env' | 'stdin' | 'stdout' | 'stderr'>
