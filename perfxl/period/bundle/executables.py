"""What of a bundle is executable: each with its SHA-256 and who has signed it, for IT."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass

ENDINGS = (".exe", ".dll", ".pyd")
_SECURITY = 4  # the entry of the data directories that tells where the signature is
_HEAD = 8  # bytes before a certificate's content


@dataclass(frozen=True, slots=True)
class Executable:
    """One executable file; `signer` as the signature names it, empty where there is none. Whether the signature holds
    only Windows can say."""

    path: str
    sha256: str
    signer: str


def executables(files: Mapping[str, bytes]) -> tuple[Executable, ...]:
    """The executable files among those of a bundle."""
    return tuple(
        Executable(path, hashlib.sha256(data).hexdigest(), signer_of(data))
        for path, data in sorted(files.items())
        if path.lower().endswith(ENDINGS)
    )


def signer_of(data: bytes) -> str:
    """The common name of whoever signed a program for Windows (Authenticode, a PKCS #7 message in the security
    directory of the PE file); empty where nobody has."""
    from asn1crypto import cms

    blob = _signature(data)
    if not blob:
        return ""
    try:
        signed = cms.ContentInfo.load(blob)["content"]
        number = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
        own = (
            certificate.chosen
            for certificate in signed["certificates"]
            if certificate.chosen.serial_number == number
        )
        return str(next(own).subject.native.get("common_name", ""))
    except (ValueError, TypeError, KeyError, IndexError, StopIteration):
        return ""


def _signature(data: bytes) -> bytes:
    """The signature's bytes in a PE file; nothing where it has none or is none."""
    try:
        header = struct.unpack_from("<L", data, 0x3C)[0]
        if data[:2] != b"MZ" or data[header : header + 4] != b"PE\0\0":
            return b""
        optional = header + 24
        directories = optional + (112 if struct.unpack_from("<H", data, optional)[0] == 0x20B else 96)
        place, size = struct.unpack_from("<LL", data, directories + _SECURITY * 8)
    except struct.error:
        return b""
    return data[place + _HEAD : place + size] if place and size > _HEAD else b""
