"""`python -m kocops COMMAND` and `kocops COMMAND` run what `manage.py COMMAND`
runs in a checkout.
"""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command that the arguments name, with the settings of kocops."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
