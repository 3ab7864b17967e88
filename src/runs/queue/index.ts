export { type Collected, type CollectOptions, collectParts, type ParkedUnit } from './collect.ts';
export { type Enqueued, type EnqueueOptions, enqueueSuite } from './enqueue.ts';
export { forgetQueue } from './forget.ts';
export { type Connection, type ConnectOptions, connectRedis, redactUrl } from './redis.ts';
export { type QueueStatus, readStatus, type Status } from './status.ts';
export { runWorker, type WorkerOptions } from './worker.ts';
