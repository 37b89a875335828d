"""Posts through ingest and early warning on one core: posts/s, growth with
their number, memory.

`python -m benchmarks.watch [--posts 10000 30000 100000 300000]`. BENCH_SERVER
names the PostgreSQL server. The posts are generated: a year of chatter,
questions with replies, and complaints about parts of eight models, most of
them in words of their own. One process takes the file in and hears it, as a
worker would.
"""

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.database import ROOT, SERVER, _admin, run_manage

MEMBERS, SERIES = 20_000, ("S5", "M9", "C3", "E7", "X1", "T2", "L6", "G4")
PARTS = (
    "变速箱",
    "空调",
    "天窗",
    "刹车",
    "方向盘",
    "车机",
    "座椅",
    "大灯",
    "轮胎",
    "蓝牙钥匙",
    "充电口",
    "后备箱",
)
SYMPTOMS = (
    "异响",
    "漏水",
    "抖动",
    "卡顿",
    "失灵",
    "报警",
    "开裂",
    "起泡",
    "顿挫",
    "黑屏",
    "沉重",
    "松动",
    "生锈",
)
SCENES = (
    "高速上",
    "地下车库里",
    "下雨天",
    "冬天早上",
    "过减速带的时候",
    "倒车时",
    "刚起步",
    "充电站里",
)
CHATTER = (
    "周末",
    "去山里",
    "露营",
    "带孩子",
    "拍了几张照片",
    "风景",
    "很好",
    "路上",
    "加油",
    "洗车",
    "聚会",
    "车友",
    "提车",
    "一年了",
    "开着",
    "感觉",
    "不错",
    "大家",
    "推荐",
    "附近",
    "店",
    "停车",
    "早上",
    "晚上",
    "天气",
    "朋友",
    "第一次",
    "长途",
    "座位",
    "音乐",
    "咖啡",
    "海边",
)
AGREE = (
    "我的也是",
    "我也有",
    "同款",
    "一样的问题",
    "谢谢分享",
    "已解决，谢谢",
    "学到了",
    "沙发",
    "顶一下",
)


def write_posts(path: Path, count: int) -> None:
    """Write that many posts as NDJSON, in the order of their time."""
    random = np.random.default_rng(11)
    begins = datetime(2025, 11, 1, tzinfo=UTC)
    step = timedelta(days=365) / count
    with path.open("w") as file:
        for number in range(count):
            kind, thread = random.random(), ""
            if kind < 0.3 and number:
                thread = f"p{int(number - 1 - random.exponential(20)) if number > 400 else 0}"
                text = (
                    str(random.choice(AGREE))
                    if random.random() < 0.5
                    else chat(random)
                )
            elif kind < 0.7:
                text = chat(random)
            else:
                text = complain(random)
            row = {
                "external_id": f"p{number}",
                "member": f"u{int(random.integers(MEMBERS)) + 1}",
                "text": text,
                "occurred_at": (begins + number * step).isoformat(),
                "thread": thread,
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def chat(random: np.random.Generator) -> str:
    """Return a sentence that names no fault."""
    return (
        "，".join(
            "".join(random.choice(CHATTER, 3))
            for _clause in range(int(random.integers(2, 8)))
        )
        + "。"
    )


def complain(random: np.random.Generator) -> str:
    """Return a complaint about a part, somewhere, amid chatter."""
    part = PARTS[min(int(random.exponential(4)), len(PARTS) - 1)]
    symptom = SYMPTOMS[int(random.integers(len(SYMPTOMS)))]
    return f"{random.choice(SCENES)}{part}{symptom}，{chat(random)}"


def prepare(name: str) -> str:
    """Return the url of a fresh database with members, each with a car."""
    url = f"{SERVER}/{name}"
    with _admin() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    run_manage(url, "migrate", "--verbosity", "0")
    run_child("members", url)
    return url


def run_child(act: str, url: str, *arguments: str) -> dict[str, float]:
    """Run one act in a process of its own, on one core, and return what it measured."""
    command = [
        "taskset",
        "-c",
        "0",
        sys.executable,
        "-m",
        "benchmarks.watch",
        "--act",
        act,
        *arguments,
    ]
    environment = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run(
        command,
        env=environment,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def act(name: str, path: str) -> None:
    """Print what an act took: seconds, megabytes."""
    import time  # noqa: PLC0415

    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from activity.services.sources import save_source  # noqa: PLC0415
    from alerts.services.post_classification import classify_new_posts  # noqa: PLC0415
    from common.jobs.queue import Progress  # noqa: PLC0415
    from community.services.files import ingest_post_file  # noqa: PLC0415
    from members.models import VehicleOwnership  # noqa: PLC0415
    from members.services.directory import register_members  # noqa: PLC0415

    began = time.perf_counter()
    if name == "members":
        drafts = [{"external_id": f"u{n}"} for n in range(1, MEMBERS + 1)]
        ids = register_members(
            drafts=drafts,
            platform="bench",
            now=timezone.now(),
        )
        today = timezone.now().date()
        cars = [
            VehicleOwnership(
                member_id=pk,
                model_series=SERIES[pk % 8],
                started_on=today,
            )
            for pk in ids.values()
        ]
        VehicleOwnership.objects.bulk_create(cars)
    elif name == "ingest":
        source = save_source(name="bench", platform="bench")
        ingest_post_file(
            source=source,
            path=Path(path),
            clock=timezone.now,
            progress=Progress(None),
        )
    else:
        watched = classify_new_posts(now=timezone.now())
        print(
            f"{watched.voices:,} reports, {len(watched.alerts)} alerts",
            file=sys.stderr,
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {"seconds": time.perf_counter() - began, "megabytes": peak},
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--posts",
        type=int,
        nargs="+",
        default=[10_000, 30_000, 100_000, 300_000],
    )
    parser.add_argument("--act", default="")
    parser.add_argument("--path", default="")
    options = parser.parse_args()
    if options.act:
        act(options.act, options.path)
        return
    seconds = []
    for count in options.posts:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "posts.ndjson"
            write_posts(path, count)
            url = prepare("kocops_bench_watch")
            taken = run_child("ingest", url, "--path", str(path))
            watched = run_child("watch", url)
        both = taken["seconds"] + watched["seconds"]
        seconds.append(both)
        print(
            f"{count:>9,} posts: ingest {count / taken['seconds']:6,.0f}/s · early warning"
            f" {count / watched['seconds']:6,.0f}/s · both {count / both:6,.0f}/s "
            f"· {watched['megabytes']:,.0f} MB",
            flush=True,
        )
    if len(seconds) > 1:
        growth = math.log(seconds[-1] / seconds[0]) / math.log(
            options.posts[-1] / options.posts[0],
        )
        print(f"seconds grow with posts to the power of {growth:.2f}")


if __name__ == "__main__":
    main()
