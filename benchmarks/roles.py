"""How much the night grows with roles: 200,000 members, 20 million events, 2
million posts and replies, PostgreSQL.

`python -m benchmarks.roles [--members 200000] [--events 20000000] [--posts
2000000] [--runs 3]` prints medians. Posts are written with the facts that
reading them would have left, in the shares that FACTS says.
"""

import argparse
import statistics
from datetime import date, timedelta

import psycopg2

from benchmarks.database import ensure_database
from benchmarks.one_night import ALL, DORMANCY, night_seconds, start_night

DAY = date(2026, 6, 28)
FACTS = """
    INSERT INTO community_postreading (post_id, author_id, posted_at, reactions,
        to_member_id, to_newcomer, to_upset,
        to_question, asks, complains, gathers, pictures, repliers, thanked, reply_rank,
            depth, scenery, welcomes, calms,
        length, savers, new_admirers, introduces, version, answered_back, is_paid)
    SELECT id, author_id, posted_at, reaction_count,
        CASE WHEN NOT is_opening THEN other END,
        r < .04, r2 < .05, r3 < .4, r4 < .2, r4 > .95,
        r < .001, CASE WHEN is_opening AND r2 < .15 THEN 3 ELSE 0 END,
        CASE WHEN is_opening THEN (r * 8)::int ELSE 0 END,
        NOT is_opening AND r4 < .02,
            CASE WHEN NOT is_opening THEN 1 + (r3 * 5)::int ELSE 0 END,
        CASE WHEN r3 < .06 THEN 2 + (r * 3)::int ELSE 0 END, 0, r2 > .99, r2 BETWEEN .98
            AND .982, (r * 200)::int,
        CASE WHEN r2 < .15 THEN (r4 * 4)::int ELSE 0 END,
            CASE WHEN r2 < .15 THEN (r3 * 4)::int ELSE 0 END,
        NOT is_opening AND r4 BETWEEN .02 AND .022,
        CASE WHEN r3 < .01 THEN '3.' || (r * 9)::int ELSE '' END, false, false
    FROM (SELECT p.id, p.author_id, p.posted_at, p.reaction_count, p.is_opening,
        {first} + floor({members} * power(random(), 2))::bigint AS other,
        random() AS r, random() AS r2, random() AS r3, random() AS r4
            FROM community_post p OFFSET 0) AS told
"""
POSTS = """
    INSERT INTO community_post (source_id, external_id, thread_key, author_id, title,
        text, posted_at, media_count,
        reaction_count, is_deleted, is_paid, is_opening, reply_to, quoted_author)
    SELECT {source}, n::text, CASE WHEN n % 5 = 0 THEN n::text ELSE (n - n % 5)::text END,
        {first} + floor({members} * power(random(), 3))::bigint, '', 'x',
            timestamptz '2026-06-29 00:00+08'
        - random() * interval '180 days', 0, (random() * 9)::int, false, false,
        n % 5 = 0, '', ''
    FROM generate_series(1, {posts}) AS n
"""
ANSWERED_BACK = """
    UPDATE community_postreading AS one SET answered_back = true WHERE EXISTS (
        SELECT 1 FROM community_postreading AS other
            WHERE other.author_id = one.to_member_id AND other.to_member_id = one.author_id
    )
"""


def ensure_posts(url: str, members: int, posts: int) -> None:
    """The database has that many posts with their facts."""
    connection = psycopg2.connect(url)
    cursor = connection.cursor()
    cursor.execute("SELECT count(*) FROM community_post")
    if cursor.fetchone()[0] != posts:
        cursor.execute("TRUNCATE community_post CASCADE")
        cursor.execute("SELECT min(id) FROM members_member")
        names = {
            "first": cursor.fetchone()[0],
            "members": members,
            "posts": posts,
        }
        cursor.execute("SELECT min(id) FROM activity_eventsource")
        cursor.execute(POSTS.format(source=cursor.fetchone()[0], **names))
        cursor.execute(FACTS.format(**names))
        cursor.execute(ANSWERED_BACK)
        connection.commit()
        connection.autocommit = True
        cursor.execute(
            "VACUUM ANALYZE members_member, community_post, community_postreading",
        )
    connection.close()


def night(url: str, day: date, *, full: bool, parts: str) -> float:
    """Run one night in a process of its own; returns its seconds."""
    return night_seconds(
        start_night(
            {"DATABASE_URL": url},
            day,
            full=full,
            workers=1,
            parts=parts,
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=200_000)
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--posts", type=int, default=2_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    url = ensure_database(options.members, options.events)
    ensure_posts(url, options.members, options.posts)
    rows: dict[str, list[float]] = {}
    for _run in range(options.runs):
        for name, parts in (("without roles", DORMANCY), ("with roles", ALL)):
            night(url, DAY - timedelta(days=1), full=True, parts=parts)
            rows.setdefault(f"incremental, {name}", []).append(
                night(url, DAY, full=False, parts=parts),
            )
            rows.setdefault(f"full, {name}", []).append(
                night(url, DAY, full=True, parts=parts),
            )
    print(
        f"{options.members:,} members, {options.events:,} events, "
        f"{options.posts:,} posts, {options.runs} runs",
    )
    for mode in ("full", "incremental"):
        before, after = (
            statistics.median(rows[f"{mode}, {name}"])
            for name in ("without roles", "with roles")
        )
        print(
            f"{mode}: {before:.2f} s without roles, {after:.2f} s with: {after / before - 1:+.0%}",
        )


if __name__ == "__main__":
    main()
