"""Backups: the database, files and ledgers in one folder, with a manifest that
says what must be in it.
"""
