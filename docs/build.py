"""Build the documentation site: `python docs/build.py [FOLDER]` (with `pip install '.[docs]'`), then open FOLDER/index.html.

The pages are those of docs/, the README and the project's papers; the reference is made of the docstrings. `NAME.md` is the English
page and `NAME.zh.md` its Chinese twin. Zensical knows one language a site: each is laid out and built by itself, then the links of the
whole are checked.
"""

from __future__ import annotations

import ast
import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from docs.check_links import problems  # noqa: E402

WORK = ROOT / "build" / "docs"
"""Where the pages of a language are laid out. Ignored by git."""

LANGUAGES = {"en": "English", "zh": "中文"}

ABOUT = {
    "en": "Which disability supports apply to a household, by which clause, and what is still to be asked",
    "zh": "这户人家能享受哪些残疾人政策，依据哪一条，还要问什么",
}

HOME = {"en": "README.md", "zh": "README.zh-CN.md"}

PAPERS = ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
"""Pages that stand in the root and are the same in both languages."""

NAV: list[tuple[str, str, str | list[str]]] = [
    ("Home", "首页", "index.md"),
    ("For offices", "工作人员", ["pages.md", "card.md", "book.md", "registers.md", "office.md", "guidance.md"]),
    ("For authors of rules", "规则编写", ["authoring.md", "editors.md", "rulesets.md", "versions.md", "explorer.md"]),
    ("For developers", "开发", ["library.md", "http.md", "assistants.md", "register-engines.md", "limits.md", "stability.md"]),
    ("Reference", "接口", [f"reference/{page}.md" for page in ("index", "bulk", "guidance", "durable", "register", "views")]),
    ("Project", "项目", list(PAPERS)),
]
"""The table of contents: English title, Chinese title, page or pages. A page's own title is its first heading."""

SEPARATOR = r"""[\s\u200b\u3000\-_,:!=\[\]()\\"`/、。，．？！；：（）“”]+|\.(?!\d)|(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])"""
"""Where the search cuts words. Every Chinese character is a word, so that any part of a Chinese word finds it without a dictionary."""

SLUGS = {"object": "pymdownx.slugs.slugify", "kwds": {"case": "lower"}}
"""Anchors keep Chinese characters: numbers would change with the order of the headings."""

PALETTES = {"light": "default", "dark": "slate"}

REFERENCE = {
    "docstring_section_style": "list",
    "docstring_style": "google",
    "filters": ["!^_"],
    "heading_level": 2,
    "members_order": "source",
    "separate_signature": True,
    "show_bases": False,
    "show_if_no_docstring": False,
    "show_root_full_path": False,
    "show_root_heading": True,
    "show_signature_annotations": True,
    "show_source": False,
    "show_submodules": True,
    "signature_crossrefs": True,
}
"""How docstrings are shown (options of mkdocstrings' Python handler)."""


def config(language: str) -> dict[str, object]:
    """The configuration of one language's site."""
    reference = {"paths": [str(ROOT / "src")], "options": REFERENCE}
    return {
        "site_name": "eligibility",
        "site_description": ABOUT[language],
        "docs_dir": language,
        "site_dir": f"site/{language}",
        "use_directory_urls": False,
        "nav": [{title[language == "zh"]: pages} for *title, pages in NAV],
        "theme": {
            "language": language,
            "custom_dir": str(ROOT / "docs" / "theme"),
            "font": False,
            "features": ["navigation.sections", "navigation.top", "content.code.copy", "search.highlight", "toc.follow"],
            "palette": [{"media": f"(prefers-color-scheme: {name})", "scheme": scheme} for name, scheme in PALETTES.items()],
        },
        "extra": {"generator": False, "alternate": [{"name": LANGUAGES[code], "link": f"../{code}/", "lang": code} for code in LANGUAGES]},
        "extra_css": ["site.css"],
        "plugins": [{"search": {"separator": SEPARATOR}}, {"mkdocstrings": {"handlers": {"python": reference}}}],
        "markdown_extensions": ["tables", {"toc": {"permalink": True, "slugify": SLUGS}}, "pymdownx.highlight", "pymdownx.superfences"],
    }


def exported(module: str) -> list[str]:
    """The names in a module's `__all__`, read without importing it."""
    path = ROOT / "src" / Path(*module.split("."))
    tree = ast.parse((path / "__init__.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]:
            return [str(name) for name in ast.literal_eval(node.value) if not name.startswith("_")]
    raise ValueError(f"{module} has no __all__")


def with_names(text: str) -> str:
    """A page with `::: MODULE.__all__` replaced by a directive for each exported name."""

    def directives(line: re.Match[str]) -> str:
        return "\n\n".join(f"::: {line[1]}.{name}" for name in exported(line[1]))

    return re.sub(r"^::: (\S+)\.__all__$", directives, text, flags=re.MULTILINE)


def with_bars(text: str) -> str:
    """A page with the bars that stand in code in a table written so that this Markdown, too, shows them without a backslash."""

    def code(span: re.Match[str]) -> str:
        return f"<code>{html.escape(span[1]).replace(chr(92) + '|', '&#124;').replace('[', '&#91;')}</code>"

    return re.sub(r"`([^`\n]*\\\|[^`\n]*)`", code, text)


def placed(source: Path, language: str) -> Path:
    """Where a file of the repository stands in the site of a language."""
    relative = source.relative_to(ROOT)
    for code, home in HOME.items():
        if relative == Path(home):
            return Path("index.md") if code == language else Path("..", code, "index.html")
    if relative.parts[0] == "docs":
        relative = relative.relative_to("docs")
        return relative.with_name(relative.name.replace(".zh.md", ".md"))
    return relative if relative.name in PAPERS else Path("files", relative)


def turned(url: str, source: Path, language: str) -> str:
    """A page's link, turned to where its target stands in the site. A linked file that is no page comes along."""
    path, hash_, anchor = url.partition("#")
    linked = (source.parent / path).resolve()
    if not path or not linked.is_file():
        return url
    place = placed(linked, language)
    if linked.suffix != ".md":
        (WORK / language / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(linked, WORK / language / place)
    return Path(os.path.relpath(place, placed(source, language).parent)).as_posix() + hash_ + anchor


LINK = re.compile(r"""(?<=\]\()[^)\s]+(?=\))|(?<=src=")[^"]+(?=")""")


def lay_out(source: Path, language: str) -> None:
    """Put a page where the generator finds it."""
    text = LINK.sub(lambda link: turned(link[0], source, language), source.read_text("utf-8"))
    target = WORK / language / placed(source, language)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(with_bars(with_names(text)), "utf-8")


def sources(language: str) -> list[Path]:
    """The pages of a language."""
    pages = [path for path in sorted((ROOT / "docs").rglob("*.md")) if path.name.endswith(".zh.md") == (language == "zh")]
    return [ROOT / HOME[language], *pages, *(ROOT / paper for paper in PAPERS)]


def build(language: str, site: Path) -> None:
    """Lay out and build one language.

    Raises:
        subprocess.CalledProcessError: the generator warned of something.
    """
    for source in sources(language):
        lay_out(source, language)
    shutil.copyfile(ROOT / "docs" / "theme" / "site.css", WORK / language / "site.css")
    written = WORK / f"{language}.yml"
    written.write_text(json.dumps(config(language), ensure_ascii=False), "utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict", "--config-file", str(written)]
    subprocess.run(command, check=True, env={**os.environ, "NO_COLOR": "1"})
    # The page for a wrong address would have to know where the site will stand.
    shutil.copytree(WORK / "site" / language, site / language, ignore=shutil.ignore_patterns("404.html"))


def main() -> None:
    site = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "site").resolve()
    for folder in (WORK, site):
        shutil.rmtree(folder, ignore_errors=True)
    for language in LANGUAGES:
        build(language, site)
    shutil.copyfile(ROOT / "docs" / "theme" / "start.html", site / "index.html")
    found = problems(site)
    print("\n".join([*found, f"{site}: {len(list(site.rglob('*.html')))} pages, {len(found)} problems"]))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
