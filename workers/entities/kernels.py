"""Which matrix kernel the model uses: part of the stamp, chosen by the CPU unless a setting says otherwise."""

import ctypes
import time
from dataclasses import dataclass
from functools import cache

# BLIS knows a CPU with AVX-512 by its name; one that is newer than the bundled BLIS gets a kernel for older CPUs.
_BLIS_WITH_AVX512 = {"skx", "knl", "zen4", "zen5"}
_AVX512 = {"AVX512_SKX", "X86_V4"}  # numpy's names for it, before and after 2.4


@dataclass(frozen=True)
class KernelReport:
    """What the two kernels took for the model's largest product, and which one the CPU lets newsmill choose."""

    blis: str
    numpy: str
    blis_seconds: float  # CPU seconds, the best of five
    numpy_seconds: float
    chosen: str

    @property
    def advice(self) -> str:
        """A sentence for `newsmill doctor`."""
        fast, slow = sorted((self.blis_seconds, self.numpy_seconds))
        faster = self.blis if self.blis_seconds < self.numpy_seconds else self.numpy
        if faster == self.chosen or slow < 1.1 * fast:
            return f"the kernel in use ({self.chosen}) is as fast as any here"
        return (
            f"{faster} is {slow / fast:.1f} times as fast here as {self.chosen}: "
            f"set NEWSMILL_ENTITIES_BLIS={'true' if faster == self.blis else 'false'}"
        )


def prefer_blis() -> bool:
    """True where the bundled BLIS has a kernel for this CPU; False where numpy's own BLAS is the better one."""
    kernel = blis_kernel()
    if kernel == "generic":
        return False
    return kernel in _BLIS_WITH_AVX512 or _AVX512.isdisjoint(_cpu_features())


def kernel_name(use_blis: bool) -> str:
    """The kernel as the stamp names it, such as "blis haswell" or "scipy-openblas 0.3.31 X86_V4"."""
    if use_blis:
        return f"blis {blis_kernel()}"
    blas = _numpy_config()["Build Dependencies"]["blas"]
    features = _cpu_features()
    return f"{blas['name']} {blas['version']} {features[-1] if features else 'baseline'}"


def measure_kernels(tokens: int = 2000) -> KernelReport:
    """Time the product that the model spends most on (tokens x 288 by 288 x 288) with both kernels; about a second."""
    import numpy as np
    from thinc.api import NumpyOps

    random = np.random.default_rng(0)
    left = random.standard_normal((tokens, 288), dtype=np.float32)
    right = random.standard_normal((288, 288), dtype=np.float32)
    seconds = {}
    for use_blis in (True, False):
        ops = NumpyOps(use_blis=use_blis)
        times = []
        for _ in range(6):
            start = time.process_time()
            for _ in range(10):
                ops.gemm(left, right, trans2=True)
            times.append(time.process_time() - start)
        seconds[use_blis] = min(times[1:])  # the first round warms up
    return KernelReport(
        kernel_name(True), kernel_name(False), seconds[True], seconds[False], chosen=kernel_name(prefer_blis())
    )


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
