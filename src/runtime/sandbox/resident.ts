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
 * A command may still change, from outside, what every process of its user may change of another: limits (prlimit(2)),
 * processors and niceness; and it may leave memory behind that belongs to no process (shmget(2)). The next command would
 * inherit that, so the resident compares beforehand, and where anything is not as it was it refuses and ends.
 *
 * The command gets descriptions of its own of stdout and stderr (through /proc), so that no flag which it sets on them,
 * such as O_NONBLOCK, reaches the ones that the end is written to. Its process is forked before the request comes, for
 * a fork takes longer than everything else here; so the secret of a request arrives with the one before.
 *
 * Fields come behind a line with their lengths: bash reads them whole, and what ends with a mark only byte by byte.
 */
export const RESIDENT = `
LC_ALL=C PATH=$1
exec 3>&1 4>&2 2>/dev/null
trap '' HUP INT QUIT TERM PIPE ALRM USR1 USR2
guard=guarded; [[ -O /proc/$$/environ ]] && guard=open
printf 'autohome %s\\n' "$guard"
fields() {
  local -n into=$1
  local lengths length field
  read -r lengths || return
  into=()
  for length in $lengths; do
    field=
    ((length == 0)) || IFS= read -r -N "$length" field || return
    into+=("$field")
  done
}
refuse() {
  printf '%s %s\\n' "$secret" "$1" >&4
  exit 126
}
state() {
  local limits= processors= stat= shared=
  IFS= read -r -d '' limits </proc/self/limits
  mapfile -s "$line" -n 1 processors </proc/self/status
  read -r -a stat </proc/self/stat
  [[ ! -e /proc/sysvipc/shm ]] || IFS= read -r -d '' shared </proc/sysvipc/shm
  printf -v "$1" %s "$limits $processors \${stat[*]:17:2} \${stat[*]:39:2} $shared"
}
mapfile status </proc/self/status
for line in "\${!status[@]}"; do [[ \${status[line]} != Cpus_allowed:* ]] || break; done
fields common || exit
state before
while IFS= read -r -N 32 secret; do
  state after
  if [[ $after != "$before" ]]; then
    fields place && fields variables && fields words || exit
    printf '%s stale\\n%s end\\n' "$secret" "$secret" >&4
    printf '%s 126 dirty\\n' "$secret" >&3
    exit
  fi
  (
    trap - HUP INT QUIT TERM PIPE ALRM USR1 USR2
    fields place && fields variables && fields words || exit
    cwd=\${place[0]}
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
  Buffer.concat([encode(variables(env)), Buffer.from(secret)])

/** One command, and the secret of the next. */
export const encodeRequest = ({ cwd, env, words }: ResidentRequest, nextSecret: string): Buffer =>
  Buffer.concat([encode([cwd]), encode(variables(env)), encode(words), Buffer.from(nextSecret)])

/** The lengths of the fields in bytes, on one line, and the fields, one behind the other. */
function encode(fields: readonly string[]): Buffer {
  const bytes = fields.map((field) => Buffer.from(field))
  return Buffer.concat([Buffer.from(`${bytes.map(({ length }) => length).join(' ')}\n`), ...bytes])
}

const variables = (env: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(env).map(([name, value]) => `${name}=${value}`)

/** How a request ended, as the resident signed it. */
export type Ended =
  | { readonly kind: 'exit'; readonly code: number; readonly clean: boolean }
  /** `stale`: it was not begun, because a command before left the container another one than it was. */
  | { readonly kind: 'no-directory' | 'no-program' | 'stale' }

/**
 * From the signed lines of both streams. The resident ends each; a command that it could not start is told on stderr
 * before. undefined: something that the resident does not write.
 */
export function parseEnded(stdout: readonly string[], stderr: readonly string[]): Ended | undefined {
  const [refusal] = stderr
  if (refusal === 'no-directory' || refusal === 'no-program' || refusal === 'stale') return { kind: refusal }
  const [, code, left] = /^(\d{1,3}) (clean|dirty)$/.exec(stdout[0] ?? '') ?? []
  return code === undefined ? undefined : { kind: 'exit', code: Number(code), clean: left === 'clean' }
}

export const isOver = (stdout: readonly string[], stderr: readonly string[]): boolean =>
  stdout.length > 0 && stderr.at(-1) === 'end'
