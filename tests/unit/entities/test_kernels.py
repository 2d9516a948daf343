"""The advice about kernels: a sentence that names the faster one only where the difference is worth a setting."""

import pytest

from workers.entities import kernels
from workers.entities.kernels import KernelReport


@pytest.mark.parametrize(
    ("blis", "numpy", "said"),
    [
        (1.0, 3.0, "blis zen3 is 3.0 times as fast here as openblas"),
        (1.0, 1.05, "as fast as any"),
        (3.0, 1.0, "as fast as any"),
    ],
)
def test_advice(blis: float, numpy: float, said: str) -> None:
    report = KernelReport("blis zen3", "openblas", blis_seconds=blis, numpy_seconds=numpy, chosen="openblas")
    assert said in report.advice


@pytest.mark.parametrize(
    ("blis", "features", "preferred"),
    [
        ("generic", ["NEON"], False),
        ("haswell", ["X86_V3"], True),
        ("haswell", ["X86_V3", "X86_V4"], False),
        ("haswell", ["AVX2", "AVX512_SKX"], False),
        ("skx", ["X86_V3", "X86_V4"], True),
        ("unknown", [], True),
    ],
)
def test_the_cpu_decides(monkeypatch: pytest.MonkeyPatch, blis: str, features: list[str], preferred: bool) -> None:
    monkeypatch.setattr(kernels, "blis_kernel", lambda: blis)
    monkeypatch.setattr(kernels, "_cpu_features", lambda: features)
    assert kernels.prefer_blis() is preferred
