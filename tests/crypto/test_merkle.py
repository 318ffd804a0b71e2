"""The tree agrees with the published vectors, with the definition, and refuses anything else."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from votesvc.crypto.merkle import (
    EMPTY_ROOT,
    Tree,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from votesvc.errors import InvalidInclusion

FOLDER = Path(__file__).parents[1] / "vectors"
VECTORS = json.loads((FOLDER / "rfc6962.json").read_text())
OURS = json.loads((FOLDER / "merkle.json").read_text())
LEAVES = [bytes.fromhex(leaf) for leaf in VECTORS["leaves"]]
ROOTS = [bytes.fromhex(root) for root in VECTORS["roots"]]
OTHER = sha256(b"something else").digest()


def tree_of(leaves: Sequence[bytes]) -> Tree:
    return Tree(leaf_hash(leaf) for leaf in leaves)


def path_of(vector: dict[str, list[str]]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(node) for node in vector["proof"])


def root_by_definition(hashes: Sequence[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    split = max(1 << k for k in range(len(hashes).bit_length()) if 1 << k < len(hashes))
    return node_hash(root_by_definition(hashes[:split]), root_by_definition(hashes[split:]))


def test_the_empty_tree_has_the_hash_of_nothing_as_its_root() -> None:
    assert Tree().root() == EMPTY_ROOT == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_published(size: int) -> None:
    tree = tree_of(LEAVES)
    assert tree.root(size) == tree_of(LEAVES[:size]).root() == ROOTS[size - 1]


@pytest.mark.parametrize("vector", VECTORS["inclusion"])
def test_inclusion_proofs_are_those_published(vector: dict[str, object]) -> None:
    index, size = vector["index"], vector["size"]
    assert isinstance(index, int)
    assert isinstance(size, int)
    proof = path_of(vector)  # type: ignore[arg-type]
    assert tree_of(LEAVES).inclusion(index, size) == proof
    verify_inclusion(leaf_hash(LEAVES[index]), index, size, proof, ROOTS[size - 1])


@pytest.mark.parametrize("vector", VECTORS["consistency"])
def test_consistency_proofs_are_those_published(vector: dict[str, object]) -> None:
    old, new = vector["old"], vector["new"]
    assert isinstance(old, int)
    assert isinstance(new, int)
    proof = path_of(vector)  # type: ignore[arg-type]
    assert tree_of(LEAVES).consistency(old, new) == proof
    verify_consistency(old, new, ROOTS[old - 1], ROOTS[new - 1], proof)


def test_our_vectors_are_what_we_compute() -> None:
    tree = tree_of([leaf.encode() for leaf in OURS["leaves"]])
    assert [leaf_hash(leaf.encode()).hex() for leaf in OURS["leaves"]] == OURS["leaf_hashes"]
    assert [tree.root(size).hex() for size in range(tree.size + 1)] == OURS["roots"]
    for vector in OURS["inclusion"]:
        assert tree.inclusion(vector["index"], vector["size"]) == path_of(vector)
    for vector in OURS["consistency"]:
        assert tree.consistency(vector["old"], vector["new"]) == path_of(vector)


@given(st.integers(1, 70), st.data())
def test_every_proof_of_every_tree_verifies(size: int, data: st.DataObject) -> None:
    leaves = [number.to_bytes(2, "big") for number in range(size)]
    tree = tree_of(leaves)
    root = root_by_definition([leaf_hash(leaf) for leaf in leaves])
    assert tree.root() == root
    index = data.draw(st.integers(0, size - 1))
    verify_inclusion(leaf_hash(leaves[index]), index, size, tree.inclusion(index, size), root)
    old = data.draw(st.integers(0, size))
    verify_consistency(old, size, tree.root(old), root, tree.consistency(old, size))


@given(st.integers(1, 40), st.data())
def test_an_inclusion_proof_holds_for_nothing_else(size: int, data: st.DataObject) -> None:
    tree = tree_of([number.to_bytes(2, "big") for number in range(size)])
    index = data.draw(st.integers(0, size - 1))
    leaf = leaf_hash(index.to_bytes(2, "big"))
    proof = tree.inclusion(index, size)
    root = tree.root()
    wrong: list[tuple[bytes, int, int, tuple[bytes, ...], bytes]] = [
        (OTHER, index, size, proof, root),
        (leaf, index - 1, size, proof, root),
        (leaf, index + 1, size, proof, root),
        (leaf, index, size * 2, proof, root),
        (leaf, index, size // 2, proof, root),
        (leaf, index, size, proof, OTHER),
        (leaf, index, size, (*proof, root), root),
        (leaf, index, size, (root, *proof), root),
        (leaf, index, size, (*proof, b""), root),
        (leaf, index, size, proof, b""),
    ]
    if proof:
        changed = bytes([proof[0][0] ^ 8]) + proof[0][1:]
        wrong += [
            (leaf, index, size, proof[:-1], root),
            (leaf, index, size, proof[1:], root),
            (leaf, index, size, (changed, *proof[1:]), root),
        ]
    for case in wrong:
        with pytest.raises(InvalidInclusion):
            verify_inclusion(*case)


@given(st.integers(2, 40), st.data())
def test_a_consistency_proof_holds_for_nothing_else(new: int, data: st.DataObject) -> None:
    tree = tree_of([number.to_bytes(2, "big") for number in range(new)])
    old = data.draw(st.integers(1, new - 1))
    roots = tree.root(old), tree.root(new)
    proof = tree.consistency(old, new)
    wrong: list[tuple[int, int, bytes, bytes, tuple[bytes, ...]]] = [
        (old - 1, new, *roots, proof),
        (old + 1, new, *roots, proof),
        (old, new * 2, *roots, proof),
        (old, old - 1, *roots, proof),
        (old, new, OTHER, roots[1], proof),
        (old, new, roots[0], OTHER, proof),
        (old, new, roots[1], roots[0], proof),
        (old, new, *roots, ()),
        (old, new, *roots, (*proof, roots[0])),
        (old, new, *roots, (roots[0], *proof)),
        (old, new, *roots, proof[:-1]),
        (old, new, *roots, (bytes([proof[0][0] ^ 16]) + proof[0][1:], *proof[1:])),
        (old, new, roots[0], roots[1][:31], proof),
    ]
    for case in wrong:
        with pytest.raises(InvalidInclusion):
            verify_consistency(*case)


@pytest.mark.parametrize(
    ("old", "new", "old_root", "new_root", "proof"),
    [
        (0, 0, OTHER, ROOTS[0], ()),
        (1, 1, ROOTS[0], ROOTS[1], ()),
        (0, 0, EMPTY_ROOT, EMPTY_ROOT, (OTHER,)),
        (0, 1, EMPTY_ROOT, ROOTS[0], (OTHER,)),
        (0, 1, OTHER, ROOTS[0], ()),
        (1, 1, ROOTS[0], ROOTS[0], (OTHER,)),
        (2, 1, ROOTS[1], ROOTS[0], ()),
        (-1, 1, ROOTS[1], ROOTS[0], ()),
        (1, 2, ROOTS[0], ROOTS[1], ()),
        (3, 4, ROOTS[2], ROOTS[3], ()),
    ],
)
def test_trivial_consistency_is_checked_too(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: tuple[bytes, ...]
) -> None:
    with pytest.raises(InvalidInclusion):
        verify_consistency(old, new, old_root, new_root, proof)


def test_a_tree_answers_only_for_sizes_it_has_had() -> None:
    tree = tree_of(LEAVES)
    with pytest.raises(ValueError, match="never had this size"):
        tree.root(9)
    with pytest.raises(ValueError, match="no such leaf"):
        tree.inclusion(3, 3)
    with pytest.raises(ValueError, match="does not shrink"):
        tree.consistency(4, 3)


def test_a_tree_takes_hashes_and_not_leaves() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Tree().append(b"a leaf")
