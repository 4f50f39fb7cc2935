// `npm run bench:sdk`: both SDKs side by side: a step, the import, and the weight in a bundle.

import { describeMachine } from '../machine.ts';
import { measureSteps } from './steps.ts';
import { measureWeight } from './weight.ts';

console.log(`${describeMachine()}; Node ${process.version}`);
await measureSteps();
await measureWeight();
