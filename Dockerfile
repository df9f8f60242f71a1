# Made of the same npm scripts that .ci/run runs. Nothing is compiled or fetched when a container starts.
#
#   docker build -t foyer .
#   docker run --read-only --tmpfs /tmp -v foyer-data:/data -p 3000:3000 foyer
#
# Without DATABASE_URL the embedded PostgreSQL keeps its data in /data; with it, nothing is written anywhere.

FROM node:24-bookworm-slim AS base
WORKDIR /app
# Older releases of npm do not know `allowScripts`, and would run every package's install script.
RUN npm install --global npm@11.19.1
COPY package.json package-lock.json .npmrc ./

FROM base AS build
RUN npm ci
COPY . .
RUN npm run build

FROM base AS packages
# The tools of development are also optional peers of production packages; forgotten as ours, they can be pruned.
RUN npm ci --omit=dev && npm pkg delete devDependencies && npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production FOYER_DATA_DIR=/data
WORKDIR /app
RUN install --directory --owner=node --group=node --mode=0700 /data
COPY --from=packages /app/node_modules node_modules/
COPY --from=build /app/dist dist/
COPY --from=build /app/generated/openapi.json generated/
COPY prisma/migrations prisma/migrations/
COPY package.json openapi.yaml LICENSE ./
# `node`, by number so that an orchestrator can see that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 3000
# Liveness only: a database that is away must not make an orchestrator kill the instances that wait for it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://localhost:' + (process.env.PORT ?? 3000) + '/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm, which would stand between the signal and the service.
CMD ["node", "dist/src/main.js"]
