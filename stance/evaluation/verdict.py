"""Say in plain words what the numbers of a report amount to."""

from __future__ import annotations

from typing import Any

from stance.evaluation.formatting import number, percent, signed
from stance.evaluation.slices import SMALL

_OFF = 0.05  # confidence that is off by more than this on average is worth a sentence

Report = dict[str, Any]


def give_verdict(report: Report) -> list[dict[str, str]]:
    """Return the findings a reviewer reads first, each a sentence with its tone: good, bad or neutral."""
    return [
        *beats_baselines(report),
        *since_previous(report),
        *weakest_label(report),
        *confidence_holds(report),
        *slices_below(report),
        *suspected(report),
    ]


def say(tone: str, text: str) -> dict[str, str]:
    """Return one finding."""
    return {"tone": tone, "text": text}


def between(score: dict[str, Any]) -> str:
    """Return an interval in words, empty where there is none."""
    return "" if score["low"] is None else f", interval {signed(score['low'])} to {signed(score['high'])}"


def beats_baselines(report: Report) -> list[dict[str, str]]:
    """Compare with the strongest baseline."""
    if not report["baselines"]:
        return [say("neutral", "No baseline was evaluated beside the model.")]
    best = report["baselines"][0]
    name, difference = best["name"], best["difference"]
    reaches = f"{name} ({number(best['macro_f1']['value'])})"
    gap = f"difference {signed(difference['value'])}{between(difference)}"
    if difference["low"] is not None and difference["low"] > 0:
        return [say("good", f"Better than every baseline; the strongest is {reaches}: {gap}.")]
    if difference["high"] is not None and difference["high"] < 0:
        return [say("bad", f"Worse than a baseline, {reaches}: {gap}.")]
    degree = "clearly better" if difference["value"] > 0 else "better"
    return [say("bad", f"Not {degree} than the strongest baseline, {reaches}: {gap}.")]


def since_previous(report: Report) -> list[dict[str, str]]:
    """Compare with the run before."""
    previous = report["previous"]
    if previous is None:
        return []
    if previous["reason"]:
        return [say("neutral", f"The previous run is not comparable: {previous['reason']}.")]
    change = previous["macro_f1"]
    gap = f"{signed(change['value'])}{between(change)}"
    if change["low"] is not None and change["low"] > 0:
        return [say("good", f"Better than the previous run ({gap}).")]
    if change["high"] is not None and change["high"] < 0:
        return [say("bad", f"Worse than the previous run ({gap}).")]
    return [say("neutral", f"No clear change since the previous run ({gap}).")]


def weakest_label(report: Report) -> list[dict[str, str]]:
    """Name the label with the lowest F1 among those with examples."""
    scored = [label for label in report["per_label"] if label["support"]]
    if len(scored) < 2:
        return []
    weakest = min(scored, key=lambda label: label["f1"]["value"])
    side = ""
    precision, recall = weakest["precision"]["value"], weakest["recall"]["value"]
    if precision is None:
        side = "; it is never predicted"
    elif abs(precision - recall) > _OFF:
        side = "; it is more often missed than wrongly given" if recall < precision else "; it is given too freely"
    score = f"F1 {number(weakest['f1']['value'])} on {weakest['support']:,} examples"
    return [say("neutral", f"Weakest label: {weakest['label']}, {score}{side}.")]


def confidence_holds(report: Report) -> list[dict[str, str]]:
    """Say whether confidence is too high or too low on average."""
    calibration = report["calibration"]
    if report["evaluated"]["examples"] < SMALL:
        return []
    gap = calibration["confidence"] - calibration["accuracy"]
    claimed, true = percent(calibration["confidence"]), percent(calibration["accuracy"])
    says = f"on average it says {claimed} and is right {true} of the time"
    if abs(gap) <= _OFF:
        return [say("good", f"Confidence can be taken at its word: {says}.")]
    return [say("bad", f"Confidence runs too {'high' if gap > 0 else 'low'}: {says}.")]


def slices_below(report: Report) -> list[dict[str, str]]:
    """Name the slices that are clearly below the whole."""
    below = [row for row in report["slices"] if row["below"]]
    if not below:
        return []
    named = ", ".join(f"{row['column']}: {row['value']} ({percent(row['accuracy']['value'])})" for row in below[:3])
    more = f" and {len(below) - 3} more" if len(below) > 3 else ""
    whole = percent(report["scores"]["accuracy"]["value"])
    return [say("bad", f"Clearly below the accuracy of the whole ({whole}): {named}{more}.")]


def suspected(report: Report) -> list[dict[str, str]]:
    """Count suspected label errors."""
    count = sum("suspected" in row for row in report["examples"])
    return (
        [say("neutral", f"{count:,} gold labels may be wrong: the model is far surer of another. Read these first.")]
        if count
        else []
    )


def find_notes(report: Report) -> list[str]:
    """Return what limits the figures, for the reader to know."""
    notes = []
    missing = [label["label"] for label in report["per_label"] if not label["support"]]
    if missing:
        noun = "label has" if len(missing) == 1 else "labels have"
        notes.append(
            f"{len(missing)} {noun} no example in the data evaluated ({', '.join(missing)}); "
            "macro-F1 is the mean over the other labels."
        )
    units = report["evaluated"]["documents"] or report["evaluated"]["examples"]
    unit = report["intervals"]["unit"]
    if units == 1:
        notes.append(f"All of it is one {unit}: no interval can be given.")
    elif units < 30:
        notes.append(f"Only {units} {unit}s: the intervals are rough.")
    if report["evaluated"]["documents"] is None and units > 1:
        notes.append(
            "No doc_id: examples are taken as independent; where several come from one document, "
            "the intervals are too narrow."
        )
    explained, examples = report["evaluated"]["explained"], report["evaluated"]["examples"]
    if 0 < explained < examples:
        notes.append(f"Words that decided are kept for {explained:,} of {examples:,} examples, mistakes first.")
    return notes
