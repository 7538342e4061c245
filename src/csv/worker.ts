/** One worker of a file that several jobs share. */
import { parentPort, workerData } from 'node:worker_threads';
import { type SegmentTask, SegmentWorker } from './segments.ts';

new SegmentWorker(workerData as SegmentTask).run((done) => parentPort?.postMessage(done));
