"""A VBA project read back by olevba."""

from __future__ import annotations

from pathlib import Path

from oletools.olevba import VBA_Parser


def read_back(project: bytes, tmp_path: Path) -> dict[str, str]:
    path = tmp_path / "vbaProject.bin"
    path.write_bytes(project)
    parser = VBA_Parser(str(path))
    found = {name.rsplit(".", 1)[0]: code for _, _, name, code in parser.extract_macros()}
    parser.close()
    return {name: code.replace("\r\n", "\n").rstrip("\n") for name, code in found.items()}
