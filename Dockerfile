# One image for every newsmill service. All that is installed is named in a lock with its hash, the spaCy model included.

FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_ONLY_BINARY=:all:
WORKDIR /build
# The locks alone first: a change of the code installs none of them again.
COPY requirements.lock requirements-build.lock ./
RUN python -m venv --without-pip /opt/newsmill \
    && pip --python /opt/newsmill/bin/python install --require-hashes -r requirements.lock \
    && pip install --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY config config
COPY examples/articles examples/articles
COPY newsmill newsmill
COPY workers workers
# Without isolation, which would fetch a build backend that no lock names.
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && pip --python /opt/newsmill/bin/python install --no-deps dist/newsmill-*.whl

FROM python:3.12-slim
LABEL org.opencontainers.image.title="newsmill" \
      org.opencontainers.image.description="Cleans news articles, extracts entities, tags topics, and never loses one" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin newsmill
COPY --from=build /opt/newsmill /opt/newsmill
ENV PATH=/opt/newsmill/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1
USER 10001:10001
CMD ["newsmill", "--help"]
