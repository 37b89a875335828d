# The one image of web, worker, beat and migrate; docker-compose.yml says what each runs.
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app

# manage.py backup and restore call pg_dump and pg_restore; Debian 12 has those of PostgreSQL 15, as the server has.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -r /var/lib/apt/lists/*

COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes --requirement requirements/base.txt

# Named one by one, so that no .env and no var/ can get in.
COPY manage.py ./
COPY common common
COPY accounts accounts
COPY members members
COPY activity activity
COPY community community
COPY roles roles
COPY alerts alerts
COPY lifecycle lifecycle
COPY knowledge knowledge
COPY koc koc
COPY insights insights
COPY teamwork teamwork
COPY integrations integrations
COPY campaigns campaigns
COPY outreach outreach
COPY immunity immunity
COPY notifications notifications
COPY reports reports
COPY kocops kocops
COPY locale locale
COPY static static
COPY templates templates

# Fails the build if a static file is missing; WhiteNoise serves them from the apps (WHITENOISE_USE_FINDERS).
# Neither this copy nor the secrets that settings make for themselves stay in the image.
RUN KOCOPS_VAR_DIR=/tmp/build python manage.py collectstatic --noinput && rm -r /tmp/build \
    && useradd --system --uid 10001 --home-dir /app kocops && install --directory --owner kocops var

USER kocops
EXPOSE 8000
CMD ["gunicorn", "kocops.wsgi", "--config", "kocops/web_server.py", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
