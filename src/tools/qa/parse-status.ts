/** One path of `git status`; letters as git writes them: M A D R C T U, `.` for unchanged. */
export type ChangedFile = {
  readonly path: string
  /** Where a renamed or copied file came from. */
  readonly from?: string
  readonly kind: 'changed' | 'renamed' | 'conflicted' | 'untracked'
  /** The index against HEAD. */
  readonly staged: string
  /** The working tree against the index. */
  readonly unstaged: string
}

export interface GitState {
  /** Absent on a detached HEAD. */
  readonly branch?: string
  /** Absent before the first commit. */
  readonly commit?: string
  readonly upstream?: string
  readonly ahead?: number
  readonly behind?: number
  readonly files: readonly ChangedFile[]
}

/** `git status --porcelain=v2 --branch -z`, as git-status(1) describes it. */
export function parseStatus(text: string): GitState {
  const headers = new Map<string, string>()
  const files: ChangedFile[] = []
  const records = text.split('\0')
  for (let index = 0; index < records.length; index++) {
    const record = records[index] ?? ''
    const [kind, xy = '..'] = record.split(' ', 2)
    const letters = { staged: xy[0] ?? '.', unstaged: xy[1] ?? '.' }
    if (kind === '#') {
      const [, name = '', value = ''] = /^# (\S+) (.*)$/s.exec(record) ?? []
      headers.set(name, value)
    }
    if (kind === '1') files.push({ path: after(record, 8), kind: 'changed', ...letters })
    if (kind === 'u') files.push({ path: after(record, 10), kind: 'conflicted', ...letters })
    if (kind === '?') files.push({ path: after(record, 1), kind: 'untracked', staged: '.', unstaged: '?' })
    // A renamed file is followed by a record that is only its former path.
    if (kind === '2')
      files.push({ path: after(record, 9), from: records[++index] ?? '', kind: 'renamed', ...letters })
  }
  return { ...branchOf(headers), files }
}

/** The rest behind so many blanks: a path may itself hold blanks. */
const after = (record: string, blanks: number): string => record.split(' ').slice(blanks).join(' ')

function branchOf(headers: ReadonlyMap<string, string>): Omit<GitState, 'files'> {
  const head = headers.get('branch.head')
  const oid = headers.get('branch.oid')
  const upstream = headers.get('branch.upstream')
  const [, ahead, behind] = /^\+(\d+) -(\d+)$/.exec(headers.get('branch.ab') ?? '') ?? []
  return {
    ...(head === undefined || head === '(detached)' ? {} : { branch: head }),
    ...(oid === undefined || oid === '(initial)' ? {} : { commit: oid }),
    ...(upstream === undefined ? {} : { upstream }),
    ...(ahead === undefined ? {} : { ahead: Number(ahead), behind: Number(behind) }),
  }
}
