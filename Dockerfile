# Autohome in a container: it sees what is mounted, so it suits EXECUTE_MODE=sandbox and workflows about containers. To look
# after the host itself, install it there (docs/install.md).

FROM node:22-bookworm-slim AS build
# better-sqlite3 is compiled where there is no prebuilt one.
RUN apt-get update && apt-get install -y --no-install-recommends g++ make python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/autohome
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts && npm rebuild better-sqlite3
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends bash git openssl procps iproute2 ca-certificates tini \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --create-home --uid 10001 autohome \
  && install -d -o autohome -g autohome -m 700 /data && install -d -o autohome -g autohome /workspace
COPY --from=build /opt/autohome/package.json /opt/autohome/
COPY --from=build /opt/autohome/node_modules /opt/autohome/node_modules
COPY --from=build /opt/autohome/dist /opt/autohome/dist
COPY config /opt/autohome/config
COPY packaging /opt/autohome/packaging
COPY slack /opt/autohome/slack
RUN ln -s /opt/autohome/dist/main.js /usr/local/bin/autohome
ENV NODE_ENV=production AUTOHOME_HOME=/data WORKSPACE_DIR=/workspace
VOLUME ["/data", "/workspace"]
WORKDIR /workspace
USER autohome
HEALTHCHECK --interval=60s --timeout=10s CMD ["autohome", "status"]
ENTRYPOINT ["tini", "--", "autohome"]
CMD ["start"]
