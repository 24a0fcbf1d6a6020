"""Old workbooks: the cells, and what their records say of hidden lines, columns and errors."""

from __future__ import annotations

import struct

import pytest

from eligibility.register.sheets.legacy import SIGNATURE, has_password, read_legacy


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<2H", kind, len(content)) + content


def begin(kind: int) -> bytes:
    return record(0x809, struct.pack("<4H2I", 0x600, kind, 0x0DBB, 0x7CC, 0x41, 6))


def label(row: int, column: int, text: str) -> bytes:
    return record(0x204, struct.pack("<4HB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def number(row: int, column: int, value: float) -> bytes:
    return record(0x203, struct.pack("<3Hd", row, column, 0, value))


def workbook(cells: bytes, more: bytes = b"") -> bytes:
    """The stream of a workbook with one sheet."""
    end = record(0x0A, b"")
    name = "名册"
    entry = struct.pack("<2B", len(name), 1) + name.encode("utf-16-le")
    size = len(begin(5)) + len(more) + len(record(0x85, struct.pack("<IH", 0, 0) + entry)) + len(end)
    return begin(5) + more + record(0x85, struct.pack("<IH", size, 0) + entry) + end + begin(16) + cells + end


def compound(stream: bytes) -> bytes:
    """A compound file with one stream: a table of sectors, a folder, the content."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    head = SIGNATURE + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10) + struct.pack("<3I", 1, 1, 0)
    head += struct.pack("<4I", 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE) + struct.pack("<I", 0) + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    head = head[:44] + struct.pack("<I", 1) + struct.pack("<I", 1) + struct.pack("<I", 0) + struct.pack("<I", 4096) + head[60:]

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        return (
            text.ljust(64, b"\0")
            + struct.pack("<H2B3I", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36)
            + struct.pack("<2IQ", first, size, 0)[:12]
        )

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    folder = folder.ljust(512, b"\0")
    return head.ljust(512, b"\0") + struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff") + folder + stream


def test_cells_and_what_is_hidden() -> None:
    """A hidden line and column, and an error, are told by the records; a long number shows that it was cut."""
    row = record(0x208, struct.pack("<8H", 1, 0, 3, 255, 0, 0, 0x120, 0x0F))
    column = record(0x7D, struct.pack("<6H", 1, 1, 2560, 0, 1, 0))
    error = record(0x205, struct.pack("<3H2B", 1, 2, 0, 42, 1))
    cells = (
        column
        + row
        + label(0, 0, "姓名")
        + label(0, 1, "电话")
        + label(0, 2, "补贴")
        + label(1, 0, "甲")
        + number(1, 1, 620702199205232000)
        + error
    )
    (sheet,) = read_legacy(compound(workbook(cells)))
    assert sheet.name == "名册" and sheet.cells.select("c0", "c1", "c2").rows() == [("姓名", "电话", "补贴"), ("甲", "6.20702E+17", "#N/A")]
    assert sheet.hidden_rows == {2} and sheet.hidden_columns == {1} and not sheet.hidden_unknown


@pytest.mark.parametrize(
    "content", [compound(workbook(label(0, 0, "x"), record(0x2F, bytes(4)))), SIGNATURE + "EncryptedPackage".encode("utf-16-le")]
)
def test_a_password_is_seen(content: bytes) -> None:
    assert has_password(content) and not has_password(compound(workbook(label(0, 0, "x"))))
