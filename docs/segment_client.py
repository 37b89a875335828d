"""Keep a copy of a kocops segment: `python segment_client.py
https://kocops.example TOKEN SEGMENT copy.json`.

Run it as often as you like; it asks only for what changed since the last time.
Standard library only. The same `apply` takes the `changes` of a webhook
message (verify its signature with the package `standardwebhooks`).
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

Copy = dict[str, Any]


def apply(copy: Copy, row: dict[str, Any]) -> None:
    """A membership that has no end holds; one that ended is over, unless a newer one has begun."""
    member, inside = str(row["member_id"]), copy["inside"]
    if row["ended_at"] is None:
        inside[member] = row["id"]
    elif inside.get(member) == row["id"]:
        del inside[member]


def pull(
    get: Callable[[str], dict[str, Any]],
    address: str,
    copy: Copy,
) -> Copy:
    """Apply all that changed since the copy was last brought up to date."""
    as_of, page = (
        None,
        f"{address}?changed_since={quote(copy['as_of'])}"
        if copy["as_of"]
        else address,
    )
    while page:
        answer = get(page)
        as_of = as_of or answer["as_of"]
        for row in answer["results"]:
            apply(copy, row)
        page = answer["next"]
    return {**copy, "as_of": as_of}


def main(base: str, token: str, segment: str, file: str) -> None:
    def get(address: str) -> dict[str, Any]:
        request = Request(  # noqa: S310
            address,
            headers={"Authorization": f"Bearer {token}"},
        )
        with urlopen(request, timeout=60) as response:  # noqa: S310
            return dict(json.load(response))

    path = Path(file)
    copy = (
        json.loads(path.read_text("utf-8"))
        if path.exists()
        else {"as_of": None, "inside": {}}
    )
    address = f"{base}/api/v1/segments/{segment}/members/"
    try:
        copy = pull(get, address, copy)
    except HTTPError as error:
        # 410: the server's clock was ahead when it gave us `as_of`; only the
        # whole segment tells now.
        if error.code != 410:
            raise
        copy = pull(get, address, {"as_of": None, "inside": {}})
    path.write_text(json.dumps(copy), encoding="utf-8")
    sys.stdout.write(f"{len(copy['inside'])} members as of {copy['as_of']}\n")


if __name__ == "__main__":
    main(*sys.argv[1:5])
