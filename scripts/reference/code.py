"""What a module offers, as a page: its functions and classes by their signatures and docstrings.

Read from the source: nothing is imported.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

WIDTH = 88
"""Characters of a signature that stay on one line."""


def page(file: Path, name: str) -> str:
    """The page of one module."""
    tree = ast.parse(file.read_text())
    lines = [f"# {name}", "", *_words(tree)]
    for node in tree.body:
        lines += _class(node) if isinstance(node, ast.ClassDef) else _function(node, "## ")
    return "\n".join(lines) + "\n"


def _class(node: ast.ClassDef) -> Iterator[str]:
    if node.name.startswith("_"):
        return
    bases = ", ".join(ast.unparse(each) for each in node.bases)
    fields = [ast.unparse(each) for each in node.body if isinstance(each, ast.AnnAssign)]
    yield f"## {node.name}"
    yield ""
    yield from _words(node)
    yield from _code([f"class {node.name}({bases}):", *(f"    {each}" for each in fields)])
    for each in node.body:
        yield from _function(each, f"### {node.name}.")


def _function(node: ast.stmt, before: str) -> Iterator[str]:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
        return
    yield f"{before}{node.name}"
    yield ""
    yield from _code(_signature(node))
    yield from _words(node)


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    start = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    arguments, returns = ast.unparse(node.args), ast.unparse(node.returns or ast.Constant(None))
    line = f"{start} {node.name}({arguments}) -> {returns}"
    if len(line) <= WIDTH:
        return [line]
    return [f"{start} {node.name}(", *_each(node.args), f") -> {returns}"]


def _each(given: ast.arguments) -> Iterator[str]:
    """A line for each argument."""
    usual = [*given.posonlyargs, *given.args]
    defaults = [*[None] * (len(usual) - len(given.defaults)), *given.defaults]
    yield from (_argument(*each) for each in zip(usual, defaults, strict=True))
    if given.vararg:
        yield f"    *{ast.unparse(given.vararg)},"
    elif given.kwonlyargs:
        yield "    *,"
    yield from (_argument(*each) for each in zip(given.kwonlyargs, given.kw_defaults, strict=True))
    if given.kwarg:
        yield f"    **{ast.unparse(given.kwarg)},"


def _argument(one: ast.arg, default: ast.expr | None) -> str:
    return f"    {ast.unparse(one)}{f' = {ast.unparse(default)}' if default else ''},"


def _code(lines: list[str]) -> Iterator[str]:
    yield from ("```python", *lines, "```", "")


def _words(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [ast.get_docstring(node) or "", ""]
