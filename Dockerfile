# The agent as an image, for ArtifactAgent.image(): Tasks that other namespaces use, and clusters that scan images.
# Build it after `npx projen bundle`; pin the base by digest for production.
ARG NODE_IMAGE=node:24-bookworm-slim
FROM ${NODE_IMAGE}
COPY lib/agent/agent.js /agent/agent.js
USER 65532:65532
ENTRYPOINT ["node", "/agent/agent.js"]
