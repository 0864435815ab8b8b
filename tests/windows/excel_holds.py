"""Runs in Windows: holds files open as Excel does (others may read, nobody may replace or remove) until a line comes in."""

import ctypes
import sys
from ctypes import wintypes

READ_AND_WRITE, SHARED_FOR_READING, EXISTING = 0xC0000000, 1, 3

kernel = ctypes.WinDLL("kernel32", use_last_error=True)
kernel.CreateFileW.restype = wintypes.HANDLE
kernel.CreateFileW.argtypes = [
    wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, wintypes.LPVOID, wintypes.DWORD, wintypes.DWORD, wintypes.HANDLE,
]  # fmt: skip
held = [
    kernel.CreateFileW(path, READ_AND_WRITE, SHARED_FOR_READING, None, EXISTING, 0, None)
    for path in sys.argv[1:]
]
print("held" if wintypes.HANDLE(-1).value not in held else f"error {ctypes.get_last_error()}", flush=True)
sys.stdin.readline()
