# One image for every Airflow service and for the `talent` command; what is installed is what requirements.lock pins.
FROM python:3.11-slim

# A package index of your own, if you have one: docker build --build-arg PIP_INDEX_URL=...
ARG PIP_INDEX_URL

RUN useradd --create-home --uid 10001 talent \
    && mkdir /state /inbox /archive /outbox \
    && chown talent /state /inbox /archive /outbox

WORKDIR /opt/talent
ENV VIRTUAL_ENV=/opt/venv PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1

COPY requirements.lock ./
RUN python -m venv /opt/venv \
    && awk '/^uv==/ {p=1} p {print} p && !/\\$/ {exit}' requirements.lock > /tmp/uv.txt \
    && pip install --no-cache-dir --require-hashes -r /tmp/uv.txt \
    && uv pip sync --no-cache --require-hashes --compile-bytecode \
        ${PIP_INDEX_URL:+--default-index "$PIP_INDEX_URL"} requirements.lock

COPY . .
# Editable: the package finds dags/, dbt/, expectations/, seeds/ and sql/ beside itself.
RUN uv pip install --no-cache --no-deps --no-build-isolation --editable . && python -m compileall -q src deploy

USER talent
# Exec form and no shell: signals reach the service. environment.py sets Airflow's variables and becomes the command.
ENTRYPOINT ["python", "deploy/airflow/environment.py"]
CMD ["talent", "--help"]
