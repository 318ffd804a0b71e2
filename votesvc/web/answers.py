"""Answers that more than one page gives to phones."""

from flask import Response, jsonify

from votesvc.services.auditing import LeafProof
from votesvc.services.sequencer import Receipt


def proof_json(found: LeafProof) -> Response:
    """Return a log entry with its proof."""
    return jsonify(
        leaf=found.leaf.decode(),
        index=found.index,
        size=found.size,
        inclusion=list(found.inclusion),
        checkpoint=found.checkpoint,
    )


def receipt_json(found: Receipt) -> Response:
    """Return a receipt, the same bytes each time."""
    return jsonify(
        item=found.item,
        tracker=found.tracker,
        index=found.index,
        size=found.size,
        inclusion=list(found.inclusion),
        checkpoint=found.checkpoint,
    )
