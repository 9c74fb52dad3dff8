import { readConfig } from '../config.ts';
import { prepareNamespace } from './components/temporal-namespace.ts';
import { migrate } from './migrate.ts';

/** Prepares tables and Temporal's namespace where `npm start` is not used. Safe to run again. */
const config = readConfig(process.env);

const applied = await migrate(config.DATABASE_URL);
console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
await prepareNamespace(config, { retentionDays: config.TEMPORAL_RETENTION_DAYS, orLonger: true });
console.log(`Temporal's namespace ${config.TEMPORAL_NAMESPACE} is ready.`);
