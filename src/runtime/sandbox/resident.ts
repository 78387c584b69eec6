/** Where things lie inside the container. */
export const WORKSPACE = '/workspace'
export const SHELL = '/.autohome/bash'

/**
 * What a container runs as process 1: it reads one request after the other from its stdin, runs each in a process of
 * its own, ends whatever that left behind, and only then says how it ended.
 *
 * Plain bash, so that any image with a bash will do. Why it can be trusted although the commands run as the same user:
 * - It is started from a copy of bash that may be executed but not read, and the kernel lets nobody of the same user
 *   look into such a process (execve(2) and PR_SET_DUMPABLE in prctl(2)): its memory, its environment and its open files,
 *   the requests among them, are closed to commands. `[[ -O … ]]` in the greeting says whether the kernel does so here.
 * - As process 1 it cannot be killed or stopped from inside its PID namespace (pid_namespaces(7)).
 * - Each request has a secret that its end is signed with. Commands never see it, and it is written only when
 *   `kill -KILL -1`, which nothing can fork away from, has left no process but this one.
 *
 * The command gets descriptions of its own of stdout and stderr (through /proc), so that no flag which it sets on them,
 * such as O_NONBLOCK, reaches the ones that the end is written to. Its process is forked before the request comes, for
 * a fork takes longer than everything else here; so the secret of a request arrives with the one before.
 */
export const RESIDENT = `
LC_ALL=C PATH=$1
exec 3>&1 4>&2 2>/dev/null
trap '' HUP INT QUIT TERM PIPE ALRM USR1 USR2
guard=guarded; [[ -O /proc/$$/environ ]] && guard=open
printf 'autohome %s\\n' "$guard"
take() { IFS= read -r -d '' "$1"; }
list() {
  local -n into=$1
  local count i
  into=()
  take count || return
  for ((i = 0; i < count; i++)); do take "into[i]" || return; done
}
refuse() {
  printf '%s %s\\n' "$secret" "$1" >&4
  exit 126
}
list common || exit
while take secret; do
  (
    trap - HUP INT QUIT TERM PIPE ALRM USR1 USR2
    take cwd && list variables && list words || exit
    [[ -d $cwd && -x $cwd ]] && cd -- "$cwd" || refuse no-directory
    type -P -- "\${words[0]}" >/dev/null || refuse no-program
    unset LC_ALL PWD OLDPWD SHLVL
    export "\${common[@]}" "\${variables[@]}"
    exec -- "\${words[@]}" </dev/null >/proc/self/fd/3 2>/proc/self/fd/4 3>&- 4>&-
  )
  code=$?
  kill -KILL -1
  left=clean started=$SECONDS
  while kill -0 -1; do
    if ((SECONDS - started > 5)); then left=dirty; break; fi
  done
  printf '%s %s %s\\n' "$secret" "$code" "$left" >&3
  printf '%s end\\n' "$secret" >&4
done
`

/** The container's process 1. It starts again with an empty environment: what the image sets is not for commands. */
export const entrypoint = (path: string): string[] => [
  SHELL,
  '-p',
  '-c',
  'exec -c "$0" -p -c "$1" "$0" "$2"',
  SHELL,
  RESIDENT,
  path,
]

export interface ResidentRequest {
  /** Inside the container. */
  readonly cwd: string
  /** Beside what all commands get. */
  readonly env: Readonly<Record<string, string>>
  readonly words: readonly string[]
}

/** What the resident reads first: the environment of every command, and the secret of the first. */
export const encodeStart = (env: Readonly<Record<string, string>>, secret: string): Buffer =>
  encode([...listOf(variables(env)), secret])

/** One command, and the secret of the next. */
export const encodeRequest = ({ cwd, env, words }: ResidentRequest, nextSecret: string): Buffer =>
  encode([cwd, ...listOf(variables(env)), ...listOf(words), nextSecret])

/** Fields end with NUL, which no field can hold. */
const encode = (fields: readonly string[]): Buffer =>
  Buffer.from(fields.map((field) => `${field}\0`).join(''))

const listOf = (values: readonly string[]): readonly string[] => [String(values.length), ...values]

const variables = (env: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(env).map(([name, value]) => `${name}=${value}`)

/** How a request ended, as the resident signed it. */
export type Ended =
  | { readonly kind: 'exit'; readonly code: number; readonly clean: boolean }
  | { readonly kind: 'no-directory' | 'no-program' }

/**
 * From the signed lines of both streams. The resident ends each; a command that it could not start is told on stderr
 * before. undefined: something that the resident does not write.
 */
export function parseEnded(stdout: readonly string[], stderr: readonly string[]): Ended | undefined {
  const [refusal] = stderr
  if (refusal === 'no-directory' || refusal === 'no-program') return { kind: refusal }
  const [, code, left] = /^(\d{1,3}) (clean|dirty)$/.exec(stdout[0] ?? '') ?? []
  return code === undefined ? undefined : { kind: 'exit', code: Number(code), clean: left === 'clean' }
}

export const isOver = (stdout: readonly string[], stderr: readonly string[]): boolean =>
  stdout.length > 0 && stderr.at(-1) === 'end'
