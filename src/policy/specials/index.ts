import type { Program } from '../model.ts'
import type { Frame } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'
import { judgeCd } from './cd.ts'
import { judgeCopy } from './copy.ts'
import { judgeCurl } from './curl.ts'
import { judgeDeclare } from './declare.ts'
import { judgeEnv } from './env.ts'
import { judgeEval } from './eval.ts'
import { judgeFind } from './find.ts'
import { judgeGit } from './git.ts'
import { judgeNames } from './names.ts'
import { judgeOpenssl } from './openssl.ts'
import { judgePrintf } from './printf.ts'
import { judgePs } from './ps.ts'
import { judgeShell } from './shell.ts'
import { judgeSqlite } from './sqlite.ts'
import { judgeTar } from './tar.ts'
import { judgeTest } from './test.ts'
import { judgeXargs } from './xargs.ts'
import { judgeYq } from './yq.ts'

/** Readers for what no table of options can say. The policy file names them under `special`. */
export type Special = (frame: Frame, program: Program, args: readonly Value[], part: string) => number

export const SPECIALS: Readonly<Record<string, Special>> = {
  cd: judgeCd,
  copy: judgeCopy,
  curl: judgeCurl,
  declare: judgeDeclare,
  env: judgeEnv,
  eval: judgeEval,
  find: judgeFind,
  git: judgeGit,
  names: judgeNames,
  openssl: judgeOpenssl,
  printf: judgePrintf,
  ps: judgePs,
  shell: judgeShell,
  sqlite: judgeSqlite,
  tar: judgeTar,
  test: judgeTest,
  xargs: judgeXargs,
  yq: judgeYq,
}
