import { defineConfig } from 'prisma/config';

/** Where Prisma finds the schema; the database itself is reached through prisma/client.ts. */
export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } });
