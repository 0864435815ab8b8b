"""Runs in Windows before everything else (as sitecustomize): what Wine 8 has not is not asked for."""

import _winapi
import platform


def no_wmi(*_: object) -> None:
    raise OSError


platform._wmi_query = no_wmi
if hasattr(_winapi, "CopyFile2"):
    del _winapi.CopyFile2  # shutil copies by itself then
