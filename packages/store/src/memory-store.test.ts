import { storeContract } from './contract/store-contract.ts';
import { MemoryStore } from './memory-store.ts';

storeContract(async () => new MemoryStore());
