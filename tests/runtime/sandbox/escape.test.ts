import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { CommandSpec } from '../../../src/domain/command-runner.ts'
import { needsDocker, type PrivateDocker, startDocker } from '../../helpers/docker.ts'
import { openTestSandbox, type TestSandbox } from '../../helpers/sandbox.ts'
import { importBashImage } from '../../helpers/sandbox-image.ts'
import { createFileHash } from '../../../src/runtime/workspace/file-hash.ts'
import { createFiles } from '../../../src/runtime/workspace/files.ts'
import { changedProjects } from '../../../src/tools/qa/changed-projects.ts'
import { recognise } from '../../../src/tools/qa/recognise.ts'

/** What a hostile command tries, on a real engine. Each is followed by a command that must still work. */
let engine: PrivateDocker
let box: TestSandbox

beforeAll(async () => {
  if (!needsDocker) return
  engine = await startDocker()
  box = await openTestSandbox({ host: engine.host, image: importBashImage(engine) })
}, 120_000)

afterAll(async () => {
  await box?.close()
  await engine?.stop()
}, 60_000)

const run = (text: string, more: Partial<CommandSpec> = {}) => box.run(text, more)

/** stdout of a text that must end well. */
async function says(text: string): Promise<string> {
  const result = await run(text)
  expect(result, result.stderr.text).toMatchObject({ exitCode: 0, timedOut: false })
  return result.stdout.text
}

async function expectAlive(): Promise<void> {
  expect(
    await says('echo alive; ps -e -o comm= | sort | uniq 2>/dev/null || ps -e -o comm= | sort'),
  ).toContain('alive\n')
}

describe.runIf(needsDocker)('the network', () => {
  it('is not there: one loopback of its own, and nothing of this machine behind it', async () => {
    const server = createServer((socket) => socket.end('host'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const text = `
      tail -n +3 /proc/net/dev | while read -r name rest; do echo "$name"; done
      tail -n +2 /proc/net/route | wc -l
      for host in 127.0.0.1 172.17.0.1 10.0.0.1 1.1.1.1; do
        timeout 5 bash -c "exec 3<>/dev/tcp/$host/${port}" 2>/dev/null && echo "reached $host"
      done
      true`
    expect((await says(text)).trim()).toBe('lo:\n0')
    server.close()
  })
})

describe.runIf(needsDocker)('files of this machine', () => {
  it('are not there, but for the workspace', async () => {
    await writeFile(join(box.options.home, 'secret'), 'of Autohome')
    const listed = await says('ls -a / /workspace; ls /root /home /var/run/docker.sock 2>/dev/null; true')
    expect(listed).not.toMatch(/^(root|home|var|secret)$|docker\.sock/m)
    expect(await says(`cat ${box.options.home}/secret ${box.workspace}/x 2>/dev/null || echo nothing`)).toBe(
      'nothing\n',
    )
    // What leads out of the workspace leads into the image.
    expect(
      await says(
        `ln -s / up; ln -s ${box.options.home}/secret out; ls up/root 2>/dev/null || cat out 2>/dev/null || echo nothing`,
      ),
    ).toBe('nothing\n')
  })

  it('that are mounted below the workspace are not there either', async () => {
    const place = join(box.workspace, 'mounted')
    await mkdir(place)
    execFileSync('/bin/mount', ['-t', 'tmpfs', 'none', place])
    try {
      await writeFile(join(place, 'seen'), '')
      const other = await openTestSandbox(
        { host: engine.host, image: box.options.image },
        { workspace: box.workspace },
      )
      expect((await other.run('ls mounted')).stdout.text).toBe('')
      await other.close()
    } finally {
      execFileSync('/bin/umount', [place])
    }
  })

  it('cannot be written outside the workspace and /tmp', async () => {
    const text = `
      for place in / /bin /etc /lib /.autohome /sys /proc /proc/sys/kernel /sys/fs/cgroup /dev /dev/shm /dev/pts /var /run /root; do
        (: >"$place/made") 2>/dev/null && echo "$place"
      done
      (: >>/.autohome/bash) 2>/dev/null && echo shell
      (echo x >/proc/sys/kernel/hostname) 2>/dev/null && echo hostname
      (echo b >/proc/sysrq-trigger) 2>/dev/null && echo sysrq
      (echo 1 >/proc/1/oom_score_adj) 2>/dev/null && echo oom
      true`
    expect(await says(text)).toBe('')
    // Message queues (mq_overview(7)) count against the container's memory and end with it.
    const listed = await says(
      'while read -r what where rest; do [[ -d $where && -w $where ]] && echo "$where"; done </proc/mounts; true',
    )
    expect(listed.trim().split('\n').toSorted()).toEqual(['/dev/mqueue', '/tmp', '/workspace'])
  })

  it('of devices, kernel memory and firmware are closed', async () => {
    const text = `
      for file in /proc/kcore /dev/mem /dev/kmsg /dev/sda /dev/vda /dev/kvm /dev/fuse /sys/firmware/efi; do
        head -c 1 "$file" 2>/dev/null | wc -c
      done | sort | head -n 1; ls /sys/firmware 2>/dev/null | wc -l
      mknod /tmp/disk b 254 0 2>/dev/null && echo made; true`
    expect(await says(text)).toBe('0\n0\n')
  })
})

describe.runIf(needsDocker)('privileges', () => {
  it('are none: no root, no capability, no way to new ones, system calls filtered', async () => {
    expect(await says('id -u; id -g; id -G')).toBe('65534\n65534\n65534\n')
    const status = await says('cat /proc/self/status')
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      expect(status).toMatch(new RegExp(`^${set}:\\s+0+$`, 'm'))
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
    expect(status).toMatch(/^Seccomp:\s+2$/m)
  })

  it('do not come from set-user-id programs of root', async () => {
    for (const program of ['bash', 'id']) {
      const path = join(box.workspace, `root-${program}`)
      await copyFile(`/bin/${program}`, path).catch(() => copyFile(`/usr/bin/${program}`, path))
      await chown(path, 0, 0)
      await chmod(path, 0o6755)
    }
    expect(await says("./root-id -u; ./root-bash -p -c 'id -u'")).toBe('65534\n65534\n')
    expect(await run('su -c id root </dev/null')).not.toMatchObject({ exitCode: 0 })
  })

  it('do not come from system calls', async () => {
    // Numbers of x86_64; on another machine they are other calls, which must not succeed as root either.
    const calls = {
      mount: '165, "none", "/tmp", "tmpfs", 0, 0',
      unshareUser: '272, 0x10000000',
      unshareMount: '272, 0x00020000',
      setuid: '105, 0',
      setgid: '106, 0',
      chroot: '161, "/tmp"',
      pivotRoot: '155, "/tmp", "/tmp"',
      bpf: '321, 0, 0, 0',
      addKey: '248, "user", "a", "b", 1, -3',
      initModule: '175, 0, 0, ""',
      setns: '308, 0, 0',
      openByHandle: '304, 0, 0, 0',
      perf: '298, 0, 0, -1, -1, 0',
      userfaultfd: '323, 0',
      kexec: '246, 0, 0, 0, 0',
      reboot: '169, 0xfee1dead, 672274793, 0, 0',
      settime: '227, 0, 0',
      swapon: '167, "/tmp/x", 0',
    }
    const made = Object.entries(calls).map(
      ([name, args]) =>
        `perl -e 'my ($n, @a) = (${args}); exit(syscall($n, @a) == -1 ? 0 : 1)' || echo ${name}`,
    )
    expect(await says(`${made.join('\n')}\ntrue`)).toBe('')
    expect(
      await says('for how in -U -m -p -n; do unshare $how true 2>/dev/null && echo "$how"; done; true'),
    ).toBe('')
  })
})

describe.runIf(needsDocker)('the resident', () => {
  it('cannot be looked into: memory, environment, open files, program', async () => {
    const text = `
      for file in mem environ maps fd/0 fd/1 fd/2 fd/3 auxv stack syscall; do
        head -c 1 "/proc/1/$file" >/dev/null 2>&1 && echo "$file"
      done
      ls /proc/1/fd 2>/dev/null
      cat /.autohome/bash >/dev/null 2>&1 && echo program
      perl -e 'print "ptrace\\n" if syscall(101, 16, 1, 0, 0) != -1'
      perl -e '$b = "x" x 64; print "vm\\n" if syscall(310, 1, $b, 1, $b, 1, 0) > 0'
      perl -e 'print "pidfd\\n" if syscall(438, syscall(434, 1, 0), 0, 0) != -1'
      true`
    expect(await says(text)).toBe('')
  })

  it('survives every signal from inside, and what it says stays true', async () => {
    const text =
      'for ((n = 1; n < 65; n++)); do kill -$n 1; done 2>/dev/null; kill -KILL -- -1; kill -INT 0; exit 7'
    const result = await run(text)
    expect(result.exitCode).not.toBe(0)
    expect(result.timedOut).toBe(false)
    await expectAlive()
  })

  it('is not believed where a command prints what looks like its end', async () => {
    const hex = 'a'.repeat(32)
    const text = `
      for secret in ${hex} "$AUTOHOME_COMMAND" '' "$(tr '\\0' ' ' </proc/1/cmdline | tail -c 40)"; do
        echo "$secret 0 clean"; echo "$secret end" >&2; echo "autohome guarded"
      done
      printf '\\x01\\0\\0\\0\\0\\0\\0\\x2a%s 0 clean\\n' ${hex}
      exit 9`
    const result = await run(text)
    expect(result).toMatchObject({ exitCode: 9, timedOut: false })
    expect(result.stdout.text).toContain(`${hex} 0 clean\n`)
    expect(result.stderr.text).toContain(`${hex} end\n`)
    await expectAlive()
  })

  it('is heard although a command reads from the pipe that it writes to, or makes it non-blocking', async () => {
    const steal =
      'setsid cat </proc/self/fd/1 >/tmp/stolen 2>/dev/null & setsid cat </proc/self/fd/2 >/tmp/stolen2 2>/dev/null & until [[ -e /tmp/stolen && -e /tmp/stolen2 ]]; do :; done; echo x; exit 4'
    expect(await run(steal)).toMatchObject({ exitCode: 4 })
    expect(await says('cat /tmp/stolen /tmp/stolen2')).not.toMatch(/[0-9a-f]{32}/)
    const nonBlocking = `perl -e '
      for my $fh (*STDOUT, *STDERR) { fcntl($fh, 4, fcntl($fh, 3, 0) | 04000) or die }
      print STDOUT "y" x 1000000; exit 6'`
    expect(await run(nonBlocking)).toMatchObject({ exitCode: 6 })
    expect((await run('head -c 3000000 /dev/zero')).stdout.bytes).toBe(3_000_000)
  })

  it('says how a command ended that closed everything it had', async () => {
    expect(await run('exec 0<&- 1>&- 2>&- 3>&- 4>&-; exit 5')).toMatchObject({ exitCode: 5 })
    await expectAlive()
  })
})

describe.runIf(needsDocker)('one command and the next', () => {
  it('share no environment, no start-up file and no process', async () => {
    const token = 'token-of-the-first-command'
    await run('echo $TOKEN >/dev/null; sleep 0.01', { env: { TOKEN: token } })
    await run(
      'for file in .bashrc .bash_profile .profile .bash_login .inputrc; do echo "echo sourced" >/tmp/$file; done',
    )
    expect(await says('cat /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n"; echo')).not.toContain(token)
    expect(await says('bash -c true; true')).toBe('')
  })

  it('nothing is left running, however it hid', async () => {
    const hide = `
      trap '' TERM HUP INT
      (setsid bash -c 'trap "" TERM HUP; while :; do :; done' &) &
      (env -i setsid sleep 4711 </dev/null >/dev/null 2>&1 &)
      perl -e 'use POSIX; exit if fork; POSIX::setsid(); exit if fork; $0 = "innocent"; kill STOP => $$' 2>/dev/null
      sleep 4712 & disown -a
      echo hidden`
    expect((await run(hide)).stdout.text).toBe('hidden\n')
    const left = (await says('ps -e -o args='))
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('/.autohome/bash'))
    expect(left.map((line) => line.slice(0, 40))).toEqual([
      expect.stringMatching(/^bash --norc --noprofile -c -- ps -e|^ps -e -o args=/),
      ...left.slice(1).map(() => expect.stringMatching(/^ps -e -o args=/)),
    ])
  })
})

describe.runIf(needsDocker)('what outlives a command', () => {
  /** perl calls a system call of x86_64 on process 1, with whatever is packed for it. */
  const call = (args: string) =>
    `perl -e 'my ($one, $cpu, $idle, $little, $three, $none) = (1, pack("Q", 1), pack("l", 0), pack("QQ", 4096, 4096), pack("QQ", 3, 3), pack("QQ", 0, 0)); exit(syscall(${args}) == -1)'`

  it.each([
    ['the size of files', '302, $one, 1, $little, 0'],
    ['memory', '302, $one, 9, $little, 0'],
    ['the stack', '302, $one, 3, $little, 0'],
    ['processes', '302, $one, 6, $none, 0'],
    ['open files', '302, $one, 7, $three, 0'],
    ['processors', '203, $one, 8, $cpu'],
    ['niceness', '141, 0, $one, 19'],
    ['its turn', '144, $one, 5, $idle'],
    ['shared memory that belongs to nobody', '29, 0, 1000, 01600'],
  ])('is not a limit that it set for the resident: %s', async (_what, args) => {
    const before = await says('ulimit -a; while read -r line; do echo "$line"; done </proc/self/limits')
    await run('echo mine >/tmp/mark')
    await run(call(args), { timeoutMs: 3000 })
    // The next command runs in another container, because this one is not as it was.
    expect(await says('ls -a /tmp | grep -c mark; true; tail -n +2 /proc/sysvipc/shm | wc -l')).toBe('0\n0\n')
    expect(await says('ulimit -a; while read -r line; do echo "$line"; done </proc/self/limits')).toBe(before)
    expect(
      await says(
        'ps -o ni=,cls= -p $$; while read -r a b; do [[ $a = Cpus_allowed: ]] && echo $b; done </proc/self/status; true',
      ),
    ).toMatch(/^\s*0 +TS\n[0-9a-f,]*[^1]\n$/)
  })

  it('is nothing that this machine waits for, or takes for something else, when it looks at the workspace', async () => {
    // Deeper than this machine's own rm goes by one path.
    onTestFinished(async () => void (await run('rm -rf /workspace/*; true')))
    const made = await run(`
      mkfifo package.json pipe; mkdir odd zero huge deep loops
      ln -s /dev/zero zero/package.json; ln -s /proc/self/pagemap odd/package.json
      truncate -s 8T huge/package.json 2>/dev/null || dd if=/dev/zero of=huge/package.json bs=1 count=1 seek=1T 2>/dev/null
      ln -s /etc/shadow shadow; ln -s ../../../../../../etc/shadow up; ln -s /proc/self/environ environ; ln -s loops/b a; ln -s ../a loops/b
      ln /etc/passwd linked 2>/dev/null && echo linked
      perl -e 'use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("socket")) or die'
      cd deep; for n in {1..200}; do mkdir "$(printf 'x%.0s' {1..200})"; cd x*; done
      exit 0`)
    expect(made, made.stderr.text).toMatchObject({ exitCode: 0, stdout: { text: '' } })

    const files = createFiles({ workspace: box.workspace, readable: [], unreadable: [] })
    const read = async (path: string) => {
      const found = await files.read(path, { offset: 0, maxBytes: 10 })
      return found.ok ? 'read' : found.code
    }
    for (const path of ['package.json', 'pipe', 'socket']) expect(await read(path), path).toBe('E_NOT_A_FILE')
    for (const path of ['zero/package.json', 'odd/package.json', 'shadow', 'up', 'environ'])
      expect(await read(path), path).toMatch(/^E_(OUTSIDE_WORKSPACE|PERMISSION)$/)
    expect(await read('a')).toMatch(/^E_/)
    expect(await read('huge/package.json')).toBe('read')
    for (const name of ['', 'odd', 'zero', 'huge', 'deep'])
      expect(recognise(join(box.workspace, name)).kind, name).toBe('none')
    const projects = await changedProjects(box.workspace, [{ from: 0, to: Infinity }])
    expect(projects.flatMap(({ checks }) => checks)).toEqual([])
    const hash = createFileHash(box.workspace)
    for (const path of ['pipe', 'shadow', 'up', 'socket', 'zero/package.json'])
      expect(await hash(join(box.workspace, path)), path).toBeUndefined()
  })

  it('holds no rights on this machine: what it makes belongs to nobody', async () => {
    await run('cp /bin/id ours; chmod 6755 ours; cp /bin/bash shell; chmod 6777 shell')
    for (const name of ['ours', 'shell'])
      expect(await stat(join(box.workspace, name))).toMatchObject({ uid: 65534, gid: 65534 })
    expect(await says('./shell -p -c "id -u; id -G"; rm ours shell')).toBe('65534\n65534\n')
  })
})

describe.runIf(needsDocker)('limits', () => {
  it('are in force, whichever way the kernel keeps them', async () => {
    const text = `
      first() { local file; for file; do [[ -r $file ]] && { read -r line <"$file"; echo "$line"; return; }; done; echo none; }
      cd /sys/fs/cgroup
      first memory.max memory/memory.limit_in_bytes
      first pids.max pids/pids.max
      first cpu.max cpu/cpu.cfs_quota_us cpu,cpuacct/cpu.cfs_quota_us
      first memory.swap.max memory/memory.memsw.limit_in_bytes`
    const [memory, processes, cpu, swap] = (await says(text)).trim().split('\n')
    expect(memory).toBe(String(256 * 2 ** 20))
    expect(processes).toBe('256')
    expect(cpu).toMatch(/^200000( 100000)?$/)
    // Where the kernel counts swap at all: none besides memory, by either way of counting.
    expect(['0', String(256 * 2 ** 20), 'none']).toContain(swap)
  })

  it('are felt: no more processes, no more memory, no more of a processor', async () => {
    const started = await run('for n in {1..400}; do sleep 20 & done 2>/dev/null; jobs -p | wc -l', {
      timeoutMs: 20_000,
    })
    expect(Number(started.stdout.text.trim() || 0)).toBeLessThanOrEqual(256)
    expect(await run(`perl -e '$x = "x" x 300_000_000'`)).toMatchObject({ exitCode: 137 })
    const slow = await openTestSandbox({ host: engine.host, image: box.options.image }, { cpus: 0.1 })
    const stat = await slow.run(`
      for ((i = 0; i < 200000; i++)); do :; done
      for file in /sys/fs/cgroup/cpu.stat /sys/fs/cgroup/cpu/cpu.stat; do
        [[ -r $file ]] && while read -r name value; do [[ $name = nr_throttled ]] && echo "$value"; done <"$file"
      done; true`)
    expect(Number(stat.stdout.text.trim().split('\n')[0])).toBeGreaterThan(0)
    await slow.close()
  })
})

describe.runIf(needsDocker)('exhaustion', () => {
  it('a fork bomb ends with its command', async () => {
    const bomb = await run('bomb() { bomb | bomb & }; bomb 2>/dev/null; sleep 1; exit 3', {
      timeoutMs: 20_000,
    })
    expect(bomb.exitCode).not.toBe(0)
    await expectAlive()
    expect(Number(await says('ps -e -o pid= | wc -l'))).toBeLessThan(6)
  })

  it('a memory bomb is killed, and the machine keeps its memory', async () => {
    const result = await run(`perl -e '$x .= "x" x 10_000_000 while 1'`)
    expect(result.exitCode).not.toBe(0)
    expect(result.timedOut).toBe(false)
    await expectAlive()
    const shared = await run(
      `for n in 1 2 3 4; do perl -e '$x = "x" x 120_000_000; sleep 100' & done; wait -n; exit 3`,
      { timeoutMs: 10_000 },
    )
    expect(shared.exitCode).not.toBe(0)
    await expectAlive()
  })

  it('/tmp holds 100 MB, and runs nothing', async () => {
    const result = await run(
      'head -c 300000000 /dev/zero >/tmp/fill; echo "exit $?"; stat -c %s /tmp/fill; rm /tmp/fill',
    )
    expect(result.stdout.text).toMatch(/^exit 1\n/)
    expect(Number(result.stdout.text.trim().split('\n')[1])).toBeLessThanOrEqual(100 * 2 ** 20)
    expect(await says('cp /bin/true /tmp/true; /tmp/true 2>/dev/null || echo refused')).toBe('refused\n')
    expect(await says('head -c 10 /dev/zero >/tmp/again && rm /tmp/again && echo room')).toBe('room\n')
  })

  it('a flood on both streams is cut at the time limit, and held in bounded memory', async () => {
    const flood = 'while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done & while :; do echo y >&2; done'
    const result = await run(flood, { timeoutMs: 2000 })
    expect(result).toMatchObject({ timedOut: true, exitCode: null, signal: 'SIGKILL' })
    expect(result.stdout.text.length).toBeLessThan(1100 * 1024)
    await expectAlive()
  })

  it('processors: many busy loops end at the time limit too', async () => {
    const result = await run('for n in {1..50}; do (while :; do :; done) & done; wait', { timeoutMs: 1500 })
    expect(result).toMatchObject({ timedOut: true })
    await expectAlive()
  })

  it('no core file is left in the workspace, nor anything owned by root', async () => {
    await run("cd /workspace && ulimit -c unlimited 2>/dev/null; bash -c 'kill -SEGV $$'")
    const names = await readdir(box.workspace)
    expect(names.filter((name) => name.startsWith('core'))).toEqual([])
    const made = await says('touch owned; stat -c "%u:%g" owned')
    expect(made).toBe('65534:65534\n')
    expect(await stat(join(box.workspace, 'owned'))).toMatchObject({ uid: 65534, gid: 65534 })
  })
})
