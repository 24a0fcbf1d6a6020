"""A caseworker's application in sixty lines: one family, by the office's own server (`eligibility serve`). Standard library only.

    python examples/clients/caseworker.py examples/rural_family.json [http://127.0.0.1:8770]

It prints what applies, answers one question as not known, and writes the card. It only asks: nothing is decided here.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

SERVER = sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:8770"


def post(path: str, request: dict[str, Any], accept: str = "application/json") -> bytes:
    """The answer to a request; what is wrong with it is printed, place by place."""
    headers = {"Content-Type": "application/json", "Accept": accept}
    if token := os.environ.get("ELIGIBILITY_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    body = json.dumps(request).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{SERVER}/api/v1{path}", body, headers), timeout=30) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as refused:
        problem = json.load(refused)
        print(f"{problem['title']} ({problem['code']})", file=sys.stderr)
        for entry in problem["errors"]:
            print(f"  {entry.get('pointer') or ''}: {entry['message']}. {entry.get('mend') or ''}", file=sys.stderr)
        raise SystemExit(1) from None


def main() -> None:
    request = {"profile": json.loads(Path(sys.argv[1]).read_text("utf-8"))}
    decision = json.loads(post("/decisions?lang=en", request))
    print(f"{decision['ruleset']['document']}, {decision['as_of']}: {decision['counts']['eligible']} answers apply")
    for claim in decision["claims"]:
        if claim["kind"] == "cash":
            amount = claim.get("amount", {}).get("text", "the plan states no amount")
            clause = claim["clauses"][0]
            print(f"  {claim['title']} ({', '.join(claim['who'])}): {amount}; {clause['document']} {clause['locator']}")

    question = json.loads(post("/questions?lang=en", request)).get("question")
    if question:
        print(f"ask next: {question['text']} ({len(question['bears_on'])} supports wait for it)")
        answered = json.loads(post("/answers?lang=en", {**request, "paths": question["paths"], "dont_know": True}))
        request["profile"] = answered["profile"]
        print(f"not known: at most {answered['progress']['questions']} questions are left")

    Path("card.html").write_bytes(post("/cards", request, "text/html"))
    print("written: card.html")


if __name__ == "__main__":
    main()
