"""Members in from a file, against COPY of the same rows into one table.

`python -m benchmarks.members [--members 200000]`. BENCH_SERVER names the PostgreSQL server.
Every member has a car with its software, an id on a second platform, a phone, a name, two tags
and a circle. The file is taken in through the command, then sent again.
"""

import argparse
import csv
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import psycopg2

from benchmarks.database import ROOT, SERVER, _admin, run_manage

DATABASE = "kocops_bench_members"
HEADER = (
    "会员ID", "昵称", "手机号", "姓名", "加入日期", "省份", "城市", "车主状态",
    "车架号", "车型", "年款", "购车日期", "车机版本", "版本日期", "标签", "圈子",
    "其他身份",
)  # fmt: skip
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗"
GIVEN = "山海云风雨林江河星月春夏秋冬晨暮远航飞宇"
CITIES = (
    ("浙江", "杭州"),
    ("上海", "上海"),
    ("四川", "成都"),
    ("广东", "深圳"),
)
SERIES = ("海豹", "汉", "唐", "元")
TAGS = ("越野", "摄影", "露营", "亲子", "改装", "自驾")
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
COLUMNS = ", ".join(f"c{n} text" for n in range(len(HEADER)))


def make_rows(count: int) -> list[list[str]]:
    """Return rows of invented members."""
    dice = random.Random(17)
    start = date(2020, 1, 1)
    rows = []
    for number in range(count):
        joined = start + timedelta(days=dice.randrange(2000))
        province, city = dice.choice(CITIES)
        vin = "LSV" + "".join(dice.choices(LETTERS, k=8)) + f"{number:06d}"
        name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=2))
        rows.append(
            [
                f"{number:08d}",
                f"{name}{dice.randrange(1000)}",
                f"1{dice.randrange(3, 10)}{number:09d}",
                name,
                joined.isoformat(),
                province,
                city,
                "车主",
                vin,
                dice.choice(SERIES),
                "2024",
                (joined + timedelta(days=9)).isoformat(),
                f"OTA {dice.randrange(1, 5)}.{dice.randrange(10)}",
                (joined + timedelta(days=99)).isoformat(),
                "、".join(dice.sample(TAGS, 2)),
                f"{city}车友会{dice.randrange(20)}",
                f"forum:{number}",
            ],
        )
    return rows


def write_file(path: Path, rows: list[list[str]]) -> None:
    """Write the rows as a CSV with a header."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)


def copy_seconds(url: str, path: Path) -> float:
    """Return how long COPY of the file into one table without keys takes."""
    connection = psycopg2.connect(url)
    cursor = connection.cursor()
    cursor.execute(f"CREATE UNLOGGED TABLE plain ({COLUMNS})")
    started = time.perf_counter()
    with path.open(encoding="utf-8") as file:
        cursor.copy_expert("COPY plain FROM STDIN (FORMAT csv, HEADER)", file)
    connection.commit()
    seconds = time.perf_counter() - started
    connection.close()
    return seconds


def take_in(url: str, path: Path) -> tuple[float, int, str]:
    """Return seconds, peak memory in MB and the report of one import."""
    started = time.perf_counter()
    done = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "ingest_members",
            str(path),
            "--source",
            "crm",
            "--no-limits",
        ],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return seconds, peak, re.sub(r"^\S+: ", "", done.stdout.splitlines()[0])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=200_000)
    count = parser.parse_args().members
    url = f"{SERVER}/{DATABASE}"
    with _admin() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{DATABASE}"')
    run_manage(url, "migrate", "--verbosity", "0")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "members.csv"
        write_file(path, make_rows(count))
        size = path.stat().st_size / 1e6
        print(f"{count:,} members, {size:.0f} MB")
        seconds = copy_seconds(url, path)
        print(f"COPY: {seconds:.2f} s, {count / seconds:,.0f} rows/s")
        for name in ("first", "again"):
            seconds, peak, report = take_in(url, path)
            print(
                f"{name}: {seconds:.1f} s, {count / seconds:,.0f} rows/s,"
                f" {peak} MB; {report}",
            )


if __name__ == "__main__":
    main()
