"""The Merkle tree of the log: roots, inclusion and consistency (RFC 6962, 2.1; protocol 7)."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from votesvc.errors import InvalidInclusion

HASH_LENGTH = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Return SHA-256(0x00 | leaf)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 | left | right)."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """An append-only tree of leaf hashes that can look back at every size it has had.

    It keeps the hash of every complete subtree, about two hashes per leaf, so that a root or a
    proof at any size costs a logarithmic number of hashes.
    """

    __slots__ = ("_levels",)

    def __init__(self, hashes: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for leaf in hashes:
            self.append(leaf)

    @property
    def size(self) -> int:
        """The number of leaves."""
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash (not the leaf itself) at the end."""
        if len(leaf) != HASH_LENGTH:
            reason = "a leaf hash is not 32 bytes long"
            raise ValueError(reason)
        level = self._levels[0]
        level.append(leaf)
        height = 0
        while len(level) % 2 == 0:
            height += 1
            if height == len(self._levels):
                self._levels.append([])
            parent = self._levels[height]
            parent.append(node_hash(level[-2], level[-1]))
            level = parent

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first `size` leaves (all of them when omitted)."""
        size = self._checked(self.size if size is None else size)
        return self._subtree(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """Return the audit path of leaf `index` in the tree of the first `size` leaves."""
        if not 0 <= index < self._checked(size):
            reason = "the tree of this size has no such leaf"
            raise ValueError(reason)
        start, end = 0, size
        path = []
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self._subtree(middle, end))
                end = middle
            else:
                path.append(self._subtree(start, middle))
                start = middle
        return tuple(reversed(path))

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """Return the proof that the first `old` of the first `new` leaves are unchanged."""
        if not 0 <= old <= self._checked(new):
            reason = "a tree does not shrink"
            raise ValueError(reason)
        if old in (0, new):
            return ()
        start, end = 0, new
        path = []
        # Whether the old tree is itself a complete left part whose root the verifier knows.
        known = True
        while old != end:
            middle = start + _split(end - start)
            if old <= middle:
                path.append(self._subtree(middle, end))
                end = middle
            else:
                path.append(self._subtree(start, middle))
                start = middle
                known = False
        if not known:
            path.append(self._subtree(start, end))
        return tuple(reversed(path))

    def _checked(self, size: int) -> int:
        if not 0 <= size <= self.size:
            reason = "the tree has never had this size"
            raise ValueError(reason)
        return size

    def _subtree(self, start: int, end: int) -> bytes:
        """Hash the leaves start..end, where start is a multiple of the next power of two."""
        width = end - start
        if width & (width - 1) == 0:
            height = width.bit_length() - 1
            return self._levels[height][start >> height]
        middle = start + _split(width)
        return node_hash(self._subtree(start, middle), self._subtree(middle, end))


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raise `InvalidInclusion` unless `proof` leads from leaf hash `leaf` at `index` to `root`.

    Source: RFC 9162, 2.1.3.2.
    """
    _check_hashes(leaf, root, *proof)
    if not 0 <= index < size:
        reason = "the tree has no leaf with this index"
        raise InvalidInclusion(reason)
    position, last = index, size - 1
    node = leaf
    for sibling in proof:
        if last == 0:
            reason = "an inclusion proof is too long"
            raise InvalidInclusion(reason)
        if position % 2 == 1 or position == last:
            node = node_hash(sibling, node)
            while position % 2 == 0 and position != 0:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    if last != 0 or node != root:
        reason = "an inclusion proof does not lead to the root"
        raise InvalidInclusion(reason)


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raise `InvalidInclusion` unless `proof` shows that the old tree begins the new one.

    Source: RFC 9162, 2.1.4.2. The empty tree begins every tree, with an empty proof.
    """
    _check_hashes(old_root, new_root, *proof)
    if not 0 <= old <= new:
        reason = "a tree does not shrink"
        raise InvalidInclusion(reason)
    if old in (0, new):
        expected = (old_root == new_root) if old == new else old_root == EMPTY_ROOT
        if proof or not expected:
            reason = "two trees of which nothing is to be proved differ"
            raise InvalidInclusion(reason)
        return
    path = list(proof)
    # When the old tree is complete its root is the first node of the path and is left out.
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path or _fold(path, old - 1, new - 1) != (old_root, new_root):
        reason = "a consistency proof does not join the two roots"
        raise InvalidInclusion(reason)


def _fold(path: Sequence[bytes], position: int, last: int) -> tuple[bytes, bytes] | None:
    """Return the old and the new root that a consistency path leads to, if its length fits."""
    while position % 2 == 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if position % 2 == 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while position % 2 == 0 and position != 0:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return (old, new) if last == 0 else None


def _split(width: int) -> int:
    """Return the largest power of two smaller than `width`."""
    return 1 << (width - 1).bit_length() - 1


def _check_hashes(*hashes: bytes) -> None:
    if any(len(value) != HASH_LENGTH for value in hashes):
        reason = "a hash is not 32 bytes long"
        raise InvalidInclusion(reason)
