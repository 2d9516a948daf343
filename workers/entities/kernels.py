"""Which matrix kernel the model computes with: part of the stamp, chosen by the CPU unless a setting says otherwise."""

import ctypes
from functools import cache

# BLIS knows a CPU with AVX-512 by its name; one that is newer than the bundled BLIS gets a kernel for older CPUs.
_BLIS_WITH_AVX512 = {"skx", "knl", "zen4", "zen5"}


def prefer_blis() -> bool:
    """True where the bundled BLIS has a kernel for this CPU; False where numpy's own BLAS is the better one."""
    kernel = blis_kernel()
    if kernel == "generic":
        return False
    return kernel in _BLIS_WITH_AVX512 or not any(feature in _cpu_features() for feature in ("AVX512_SKX", "X86_V4"))


def kernel_name(use_blis: bool) -> str:
    """The kernel as the stamp names it, such as "blis haswell" or "scipy-openblas 0.3.31 X86_V4"."""
    if use_blis:
        return f"blis {blis_kernel()}"
    blas = _numpy_config()["Build Dependencies"]["blas"]
    features = _cpu_features()
    return f"{blas['name']} {blas['version']} {features[-1] if features else 'baseline'}"


@cache
def blis_kernel() -> str:
    """The sub-configuration that the bundled BLIS selects on this CPU ("skx", "haswell", …), or "unknown"."""
    import blis.cy  # type: ignore[import-untyped]

    library = ctypes.CDLL(blis.cy.__file__)
    try:
        name_of = library.bli_arch_string
        selected = library.bli_arch_query_id()
    except AttributeError:  # a build that hides its symbols: the name is unknown, the kernel works all the same
        return "unknown"
    name_of.restype = ctypes.c_char_p
    name: bytes = name_of(selected)
    return name.decode()


def _cpu_features() -> list[str]:
    return list(_numpy_config().get("SIMD Extensions", {}).get("found", []))


@cache
def _numpy_config() -> dict[str, dict[str, dict[str, str]]]:
    import numpy as np

    config: dict[str, dict[str, dict[str, str]]] = np.show_config(mode="dicts")  # type: ignore[assignment]
    return config
