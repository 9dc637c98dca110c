"""Any other site: the defaults of the contract, with nothing known of the page beforehand."""

from typing import ClassVar

from adapters.contract import Adapter, Evidence


class Generic(Adapter):
    """Serves every URL that no board claims."""

    name = "generic"
    title = "Any other site"
    evidence: ClassVar[Evidence] = Evidence(date="2026-11-15", source="HTML's own form semantics (WHATWG HTML, forms)")
