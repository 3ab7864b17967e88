export { type HubOptions, type HubRepository, hubRepository } from './repository.ts';
export { type Env, type HubSettings, hubSettings } from './settings.ts';
