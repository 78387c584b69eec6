import { z } from 'zod'

// A figure that this machine does not tell is left out, here and in every shape of this folder: never null, never 0.

export const filesystem = z.object({
  mount: z.string(),
  device: z.string(),
  type: z.string(),
  sizeBytes: z.number(),
  usedBytes: z.number(),
  availableBytes: z.number(),
  /** Of what a normal user can fill, as df counts it: used / (used + available). One decimal. */
  usedPercent: z.number(),
  inodesUsedPercent: z.number().optional(),
})
export type Filesystem = z.output<typeof filesystem>

export const diskUsageInput = z.object({
  path: z.string().min(1).optional().describe('Only the filesystem that holds this path'),
})

export const diskUsageOutput = z.object({
  filesystems: z.array(filesystem),
  /** The fullest filesystem, by usedPercent. */
  fullest: filesystem,
  /** The filesystem whose inodes are most used, where any counts inodes. */
  fewestInodes: filesystem.optional(),
})
export type DiskUsage = z.output<typeof diskUsageOutput>

export const largestDirectoriesInput = z.object({
  path: z.string().min(1).default('/').describe('Where to start; other filesystems below it are left out'),
  limit: z.number().int().min(1).max(200).default(20).describe('How many directories, largest first'),
  depth: z.number().int().min(1).max(8).default(4).describe('How many levels below path are listed'),
  minBytes: z.number().int().min(0).default(10_485_760).describe('Smaller directories are left out'),
  maxS: z.number().int().min(1).max(280).default(60).describe('Give up after this many seconds'),
})

export const largestDirectoriesOutput = z.object({
  path: z.string(),
  /** Largest first; a directory counts everything below it, so parents repeat their children's bytes. */
  entries: z.array(z.object({ path: z.string(), bytes: z.number() })),
  /** Everything below path; absent where time ran out first. */
  totalBytes: z.number().optional(),
  /** How many directories could not be read, and so count too little. */
  unreadable: z.number(),
  /** Neither out of time nor anything unreadable. */
  complete: z.boolean(),
  /** What would make an incomplete answer whole. */
  hint: z.string().optional(),
})
export type LargestDirectories = z.output<typeof largestDirectoriesOutput>
