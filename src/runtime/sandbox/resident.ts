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
 * - A request carries a secret that the end is signed with. Commands never see it, and it is written only when
 *   `kill -KILL -1`, which nothing can fork away from, has left no process but this one.
 *
 * The command gets descriptions of its own of stdout and stderr (through /proc), so that no flag which it sets on them,
 * such as O_NONBLOCK, reaches the ones that the end is written to.
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
finish() {
  printf '%s %s\\n' "$secret" "$1" >&3
  printf '%s\\n' "$secret" >&4
}
while take secret && take cwd && list variables && list words; do
  if [[ ! -d $cwd || ! -x $cwd ]]; then finish no-directory; continue; fi
  if ! type -P -- "\${words[0]}" >/dev/null; then finish no-program; continue; fi
  (
    trap - HUP INT QUIT TERM PIPE ALRM USR1 USR2
    cd -- "$cwd" || exit 126
    unset LC_ALL PWD OLDPWD SHLVL
    for variable in "\${variables[@]}"; do export "$variable"; done
    exec -- "\${words[@]}" </dev/null >/proc/self/fd/3 2>/proc/self/fd/4 3>&- 4>&-
  )
  code=$?
  kill -KILL -1
  left=clean started=$SECONDS
  while kill -0 -1; do
    if ((SECONDS - started > 5)); then left=dirty; break; fi
  done
  finish "$code $left"
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
  /** Nobody but the resident may ever learn it. */
  readonly secret: string
  /** Inside the container. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly words: readonly string[]
}

/** Fields end with NUL, which no field can hold. */
export function encodeRequest({ secret, cwd, env, words }: ResidentRequest): Buffer {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const fields = [secret, cwd, String(variables.length), ...variables, String(words.length), ...words]
  return Buffer.from(fields.map((field) => `${field}\0`).join(''))
}

/** How a request ended, as the resident signed it. */
export type Ended =
  | { readonly kind: 'exit'; readonly code: number; readonly clean: boolean }
  | { readonly kind: 'no-directory' | 'no-program' }

/** undefined for a line that the resident does not write. */
export function parseEnded(line: string): Ended | undefined {
  if (line === 'no-directory' || line === 'no-program') return { kind: line }
  const [, code, left] = /^(\d{1,3}) (clean|dirty)$/.exec(line) ?? []
  return code === undefined ? undefined : { kind: 'exit', code: Number(code), clean: left === 'clean' }
}
