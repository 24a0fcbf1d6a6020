"""The page by which a browser shows the token of a server, once; then a cookie shows it."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from eligibility.i18n import Language, Text
from eligibility.web.access import COOKIE, Access
from eligibility.web.safety import language_of

router = APIRouter(include_in_schema=False)

_TITLE = Text("请输入口令", "Enter the token")
_LABEL = Text("口令（管理员给的）", "Token (from whoever runs this server)")
_ENTER = Text("进入", "Enter")
_WRONG = Text("口令不对", "this is not the token")


@router.get("/sign-in")
async def show_sign_in(request: Request) -> Response:
    """The form for the token."""
    return _page(language_of(request.scope))


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """The way to the first page, with the cookie; the form again where it is another token."""
    given = (await request.form()).get("token")
    access: Access = request.app.state.access
    cookie = access.sign_in(given.strip()) if isinstance(given, str) else None
    language = language_of(request.scope)
    if cookie is None:
        return _page(language, wrong=True)
    answer = RedirectResponse("/" if language == "zh" else "/?lang=en", 303)
    answer.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return answer


def _page(language: Language, *, wrong: bool = False) -> Response:
    title = escape((Text("有错误：", "Error: ")[language] if wrong else "") + _TITLE[language])
    told = f'<p role="alert" id="wrong">{escape(_WRONG[language])}</p>' if wrong else ""
    described = ' aria-invalid="true" aria-describedby="wrong"' if wrong else ""
    html = (
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<main><h1>{escape(_TITLE[language])}</h1>{told}"
        f'<form method="post"><p><label for="token">{escape(_LABEL[language])}</label></p>'
        f'<p><input id="token" name="token" type="password" autocomplete="current-password" required{described}></p>'
        f"<p><button>{escape(_ENTER[language])}</button></p></form></main></html>"
    )
    return Response(html, 403 if wrong else 200, {"Cache-Control": "no-store"}, "text/html; charset=utf-8")
