import os
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.local import install, nodejs, places, uv
from scripts.local.install import Failed, Part


@pytest.fixture
def part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Part:
    monkeypatch.setattr(install, "LOCAL", tmp_path)
    (tmp_path / "pins.txt").write_text("one==1")
    made = tmp_path / "made"
    return Part("a part", [tmp_path / "pins.txt"], made, lambda: made.mkdir(exist_ok=True))


def test_what_was_installed_is_left_alone_until_its_pins_change(part: Part) -> None:
    assert part.lacking()
    part.bring()
    assert not part.lacking()
    part.pins[0].write_text("one==2")
    assert part.lacking()


def test_what_was_removed_is_installed_again(part: Part) -> None:
    part.bring()
    part.makes.rmdir()
    assert part.lacking()


def test_what_failed_half_way_is_not_taken_for_installed(part: Part, tmp_path: Path) -> None:
    part.bring()
    broken = Part(part.name, part.pins, part.makes, fails)
    with pytest.raises(Failed, match="no network"):
        broken.bring()
    assert part.lacking()


def fails() -> None:
    raise Failed("no network")


def test_a_node_that_is_too_old_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "npm", "")
    program(tmp_path / "node", "echo v16.20.0")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert nodejs.on_path() is None
    program(tmp_path / "node", "echo v22.1.0")
    assert nodejs.on_path() == tmp_path / "node"


def test_a_uv_that_does_not_run_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "uv", "echo 'uv: command not found in this version' >&2; exit 127")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert uv.found() != tmp_path / "uv"
    program(tmp_path / "uv", "echo 'uv 0.9.1 (somewhere)'")
    assert uv.found() == tmp_path / "uv"


def program(file: Path, code: str) -> None:
    file.write_text(f"#!/bin/sh\n{code}\n")
    file.chmod(0o755)


def test_without_python_one_line_says_what_to_install(tmp_path: Path) -> None:
    clone = bare_clone(tmp_path / "a clone with spaces")
    bare = {"PATH": str(clone), "HOME": str(tmp_path)}
    command: list[str | Path] = ["/bin/sh", clone / "scripts/setup"]
    done = subprocess.run(command, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Install it and run this again" in done.stderr.splitlines()[-1]


def bare_clone(folder: Path) -> Path:
    """As much of the project, and of a system, as set-up needs before it has found Python."""
    (folder / "scripts").mkdir(parents=True)
    for name in (".python-version", "scripts/setup"):
        (folder / name).write_text((places.ROOT / name).read_text())
    for tool in ("cat", "dirname"):
        (folder / tool).symlink_to(shutil.which(tool) or tool)
    return folder
