# docker build -t loumass . && docker run --stop-timeout 120 -p 8425:8425 -v loumass:/var/lib/loumass loumass
FROM debian:12 AS build
COPY . /src
RUN cd /src && apt-get update && tools/package.sh /tmp

FROM debian:12-slim
COPY --from=build /tmp/loumass_*.deb /tmp/
RUN apt-get update && apt-get install -y --no-install-recommends /tmp/loumass_*.deb curl postgresql-15 postgresql-client-15 && rm -rf /tmp/*.deb /var/lib/apt/lists/*
ENV LOUMASS_DATA=/var/lib/loumass LOUMASS_LISTEN=0.0.0.0:8425
VOLUME /var/lib/loumass
EXPOSE 8425
USER loumass
HEALTHCHECK --start-period=60s CMD curl -fsS http://127.0.0.1:8425/healthz || exit 1
STOPSIGNAL SIGTERM
CMD ["loumass", "up"]
