#!/usr/bin/env python
"""Run a kocops command: `python manage.py help` lists them."""

from kocops.__main__ import main

if __name__ == "__main__":
    main()
