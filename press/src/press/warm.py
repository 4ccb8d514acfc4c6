"""The papermill engine of warm kernels: `papermill --engine warm in.ipynb out.ipynb`.

papermill imports this module when it is itself imported, and finds it by its entry point; who wants the
kernels without papermill imports `press.kernels`.
"""

from typing import Any

from papermill.engines import NBClientEngine

from press.kernels import WarmKernelManager


class WarmEngine(NBClientEngine):  # type: ignore[misc]  # papermill is not typed
    """papermill's own engine with warm kernels."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Run a notebook; arguments as of `NBClientEngine`."""
        kwargs.setdefault("kernel_manager_class", WarmKernelManager)
        return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)
