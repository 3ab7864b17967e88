import { copyFileSync, existsSync, lstatSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { INPUTS, makeFolder, messageOf, readFile, UserError, writeFileAtomic } from '../../../files/index.ts';

/**
 * The folder of one repository in the cache, laid out as huggingface_hub does: `blobs/<hash>` holds the bytes,
 * `snapshots/<commit>/<path>` links to them, `refs/<revision>` holds the commit of a branch or tag at the
 * last request.
 *
 * Callers check every part of a path that comes from the hub.
 */
export interface RepositoryCache {
  /** The last known commit of a revision, or undefined. Methods that write throw a UserError if they are not allowed to. */
  commitOf(revision: string): string | undefined;
  rememberCommit(revision: string, commit: string): void;
  /** A file of a commit, or undefined if it is not in the cache. */
  find(commit: string, file: string): string | undefined;
  /** Names of the files at the top level of a commit. */
  list(commit: string): string[];
  /** Path for the bytes with a given hash. */
  blobPath(hash: string): string;
  /** Links a blob under its path in a commit, and returns that path. */
  link(commit: string, file: string, hash: string): string;
}

const COMMIT = /^[0-9a-f]{40}$/;

export function isCommit(text: string): boolean {
  return COMMIT.test(text);
}

/** @param repository `org/name` */
export function repositoryCache(cache: string, repository: string): RepositoryCache {
  const folder = join(cache, `models--${repository.replace('/', '--')}`);
  const snapshot = (commit: string, file: string) => join(folder, 'snapshots', commit, ...file.split('/'));
  const commitOf = (revision: string) => {
    if (isCommit(revision)) return revision;
    const path = join(folder, 'refs', ...revision.split('/'));
    const commit = existsSync(path) ? readFile(path, INPUTS.hub).toString().trim() : '';
    return isCommit(commit) ? commit : undefined;
  };
  const writing = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new UserError(
        `the hub's cache ${cache} cannot be written (${messageOf(error)}); set HF_HUB_CACHE to a folder that you can write`,
      );
    }
  };
  return {
    commitOf,
    rememberCommit(revision, commit) {
      // A shared cache may be complete and read-only.
      if (commitOf(revision) === commit) return;
      writing(() => {
        const path = join(folder, 'refs', ...revision.split('/'));
        makeFolder(dirname(path));
        writeFileAtomic(path, commit);
      });
    },
    find(commit, file) {
      const path = snapshot(commit, file);
      return existsSync(path) ? path : undefined;
    },
    list(commit) {
      const path = join(folder, 'snapshots', commit);
      return existsSync(path) ? readdirSync(path) : [];
    },
    blobPath(hash) {
      writing(() => makeFolder(join(folder, 'blobs')));
      return join(folder, 'blobs', hash);
    },
    link(commit, file, hash) {
      const path = snapshot(commit, file);
      writing(() => makeFolder(dirname(path)));
      if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) rmSync(path);
      const blob = join(folder, 'blobs', hash);
      try {
        symlinkSync(relative(dirname(path), blob), path);
      } catch {
        // Windows without developer mode does not allow links.
        copyFileSync(blob, path);
      }
      return path;
    },
  };
}
