"""The project, which puts the apps together.

Settings and addresses
- settings: settings from the environment and `.env`
- configuration: settings that do not depend on the environment
- formats: how dates and numbers are written
- urls: every address
- wsgi: the entry point of web servers
- web_server: what gunicorn is started with
- version: which version this is
- __main__: what `manage.py` runs, without a checkout
- apps: puts the apps together when the project starts
- composition: what one app declares and a lower one looks up

The frame of pages
- access: who may use the pages of the frame
- menu: the sidebar, in five groups
- menu_parents: under which entry of it each page belongs
- waiting: the counts of the sidebar
- palette: what the palette finds
- context: what the base layout shows
- pages: the pages of models whose page belongs to an app above them
- views: first steps, help, tokens, the audit log
- forms: the form that issues a token
- filters: filters of the audit log and of tokens
- tables: tables of the audit log and of tokens
- selectors: what these pages read
- services: what these pages write, and backups
- admin: accounts and roles in the stock admin

The API
- api: every resource under /api/v1/
- labels: what its operations do, marked for translation

Work
- jobs: what each kind of job runs, and in which lane
- schedule: what runs when
- nightly: the nightly run
- tasks: Celery's entry points
- celery: Celery's app
- beat: Celery's beat
- management: commands

The database
- reading_views: views for tools that draw charts

The audit log
- audited: which models it covers
- audited_campaigns: those of campaigns and reviews
- audited_outreach: those of messages and graduations
- audited_immunity: those of rumours and crises
- unaudited: which it leaves out, and why

The demo
- demo: a generated community
"""

import os

# Set before numpy is loaded: our matrices are small, and its threads would take
# the database's core without being faster.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from kocops.celery import app as celery_app

__all__ = ["celery_app"]
