from pathlib import Path

import pytest

from scripts.local import places


def test_a_folder_below_a_closed_one_cannot_be_reached_by_others(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "open").mkdir(mode=0o755)
    assert not places.reachable(tmp_path / "open")


def test_the_place_outside_is_ours_and_named_after_the_clone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "OUTSIDE", tmp_path)
    place = places.outside(places.LOCAL / "runs" / "one")
    assert place.parent.parent.parent == tmp_path
    assert place.name == "one"
    monkeypatch.setattr(places, "ROOT", tmp_path / "another clone")
    assert places.outside(places.LOCAL / "runs" / "one") != place


def test_a_place_that_somebody_else_took_first_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "OUTSIDE", tmp_path)
    theirs = places.outside(places.LOCAL).resolve()
    theirs.rmdir()
    theirs.symlink_to(tmp_path)
    with pytest.raises(PermissionError, match="belongs to somebody else"):
        places.outside(places.LOCAL)
