"""The text format in which Prometheus reads metrics (version 0.0.4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass(frozen=True)
class Sample:
    """One value with its labels; `suffix` belongs to a part of a histogram."""

    value: float
    labels: dict[str, str] = field(default_factory=dict)
    suffix: str = ""


@dataclass(frozen=True)
class Metric:
    """A family of values; kind: counter, gauge or histogram."""

    name: str
    kind: str
    meaning: str
    samples: list[Sample]


def gauge(name: str, meaning: str, value: float) -> Metric:
    """Return a gauge with one value."""
    return Metric(name, "gauge", meaning, [Sample(value)])


def gauges(
    name: str,
    meaning: str,
    label: str,
    values: dict[str, float],
) -> Metric:
    """Return a gauge with a value for each value of one label."""
    samples = []
    for key, value in values.items():
        samples.append(Sample(value, {label: key}))
    return Metric(name, "gauge", meaning, samples)


def render(metrics: Iterable[Metric]) -> str:
    """Return metrics as text, one line for each value."""
    lines = []
    for metric in metrics:
        lines.append(f"# HELP {metric.name} {metric.meaning}")
        lines.append(f"# TYPE {metric.name} {metric.kind}")
        for sample in metric.samples:
            name = f"{metric.name}{sample.suffix}{_labels(sample.labels)}"
            lines.append(f"{name} {_number(sample.value)}")
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def _labels(labels: dict[str, str]) -> str:
    if not labels:
        return ""
    pairs = []
    for name, value in labels.items():
        pairs.append(f'{name}="{value.translate(_ESCAPES)}"')
    return "{" + ",".join(pairs) + "}"
