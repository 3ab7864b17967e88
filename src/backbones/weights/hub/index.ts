export { type HubOptions, type HubRepository, hubRepository } from './repository.ts';
export type { Env } from './settings.ts';
