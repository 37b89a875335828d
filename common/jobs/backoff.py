"""The pause before something that failed is tried again."""

FIRST_PAUSE_SECONDS = 1.0
MAX_PAUSE_SECONDS = 30.0


def pause_after(failures: int, *, jitter: float = 0.0) -> float:
    """Return the seconds to wait after so many failures in a row: doubled each time, at most 30.

    `jitter` (0 to 1) takes up to half of it away, so that several workers do not return together.
    """
    if failures < 1:
        return 0.0
    # The cap is reached long before 1 << 10; the number must not grow with a long outage.
    full = min(
        MAX_PAUSE_SECONDS,
        FIRST_PAUSE_SECONDS * (1 << min(failures - 1, 10)),
    )
    return full * (1 - jitter / 2)
