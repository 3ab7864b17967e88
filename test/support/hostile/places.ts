import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chance } from './chance.ts';

/** What may be where a file is expected. */
const PLACES: readonly ((path: string) => void)[] = [
  function nothing() {},
  function empty(path) {
    writeFileSync(path, '');
  },
  function folder(path) {
    mkdirSync(path);
  },
  function fullFolder(path) {
    mkdirSync(path);
    writeFileSync(join(path, 'file'), 'x');
  },
  function loop(path) {
    symlinkSync(path, path);
  },
  function dangling(path) {
    symlinkSync(`${path}.nowhere`, path);
  },
  function zeros(path) {
    symlinkSync('/dev/zero', path);
  },
  function terminal(path) {
    symlinkSync('/dev/stdin', path);
  },
  function pipe(path) {
    execFileSync('mkfifo', [path]);
  },
  function unreadable(path) {
    writeFileSync(path, 'secret');
    chmodSync(path, 0);
  },
  function sparse(path) {
    // 700 MB that take no space on the disk.
    writeFileSync(path, '');
    truncateSync(path, 700e6);
  },
];

/** Puts something else in the place of a file or folder. */
export function misplace(path: string, chance: Chance): void {
  rmSync(path, { recursive: true, force: true });
  chance.pick(PLACES)(path);
}
