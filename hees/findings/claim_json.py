"""A claim as plain data, for the open interface and downloads."""

from typing import Any

from hees.findings import claim_measures, claim_words
from hees.findings.claims import Standing
from hees.findings.intervals import Limits
from hees.findings.measured import Measured
from hees.store.releases import Release
from hees.study import Study
from hees.study.claim import Side


def as_json(found: Standing, study: Study, recommendation: str, language: str) -> dict[str, Any]:
    """A claim as of a release as plain data; limits are shares between 0 and 1."""
    claim, now, public = found.claim, found.now, found.public
    return {
        "id": claim.id,
        "recommendation": recommendation,
        "claim": claim.text[language],
        "statistic": str(claim.statistic),
        "measure": claim_measures.rule(claim, study, language),
        "cells": _cells(claim.first),
        "against": _cells(claim.second) if claim.second else None,
        "comparator": str(claim.comparator) if claim.comparator else None,
        "threshold": claim.threshold,
        "top": claim.top,
        "minimum_base": claim.minimum_base,
        "grade": str(public.grade),
        "grade_label": claim_words.label(public.grade, language),
        "provisional": not public.confirmed,
        "grade_of_release": str(now.grade),
        "leaning": str(now.leaning) if now.leaning else None,
        "why": str(now.why) if now.why else None,
        "text": claim_words.sentence(found, language),
        "finding": claim_words.finding(found, language),
        "basis": claim_words.basis(found, study, language),
        "first": _measured(now.first),
        "second": _measured(now.second),
        "compared_with": _release(found.before) if found.before else None,
        "place": now.place,
        "likely": _pair(now.bounds.likely) if now.bounds else None,
        "certain": _pair(now.bounds.certain) if now.bounds else None,
        "would_change": claim_words.turning(found, study, language),
        "history": [
            {
                **_release(one.release),
                "before": str(one.before) if one.before else None,
                "after": str(one.after),
            }
            for one in public.history
        ],
    }


def _cells(side: Side) -> dict[str, Any]:
    return {
        "question": side.question,
        "item": side.item or None,
        "answers": list(side.answers),
        "by": side.by or None,
        "group": side.group or None,
    }


def _measured(one: Measured | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "counts": list(one.counts),
        "base": one.base,
        "listed": one.known.population,
        "share": one.share.value if one.share else None,
        "partial": one.share.partial if one.share else None,
    }


def _release(release: Release) -> dict[str, Any]:
    return {"release": release.number, "made_on": release.made_on, "kind": release.kind}


def _pair(limits: Limits) -> list[float]:
    return [round(float(limit), 4) for limit in limits]
