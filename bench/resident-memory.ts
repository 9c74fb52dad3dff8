import { execa } from 'execa';

/** Resident memory in MiB of all processes of a group, which has the pid of its first process. */
export async function residentMemory(group: number): Promise<number> {
  const { stdout } = await execa('ps', ['-A', '-o', 'pgid=,rss=']);
  const kibibytes = stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([pgid]) => pgid === group)
    .reduce((total, [, rss = 0]) => total + rss, 0);
  return kibibytes / 1024;
}
