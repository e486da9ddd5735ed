"""Response headers: what a page of this site may do, which is nothing but show itself."""

from flask import Response, g, request

# What pages of other sites may load besides the interface.
SHARED = "/static/js/cs-atlas-terms.js"


def secure(response: Response) -> Response:
    """Set the security headers on an answer.

    No Permissions-Policy: only our own scripts and frames run here, and none of them asks for a device.
    """
    style = g.get("style_source", "'none'")
    framers = g.get("frame_ancestors", "'none'")
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {style}; script-src 'self'; connect-src 'self'; img-src 'self'; "
        f"{g.get('frame_policy', '')}form-action 'self'; base-uri 'none'; frame-ancestors {framers}"
    )
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    shared = request.path == SHARED or "frame_ancestors" in g
    response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if shared else "same-origin")
    response.headers["Referrer-Policy"] = g.get("referrer_policy", "same-origin")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
