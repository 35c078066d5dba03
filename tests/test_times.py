"""How long the tests took, told by folder from the file that pytest writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import times

JUNIT = """<testsuites><testsuite>
<testcase classname="tests.loop.test_push.TestX" name="test_a[x::y]" time="3.25"/>
<testcase classname="tests.loop.test_push" name="test_b" time="0.75"/>
<testcase classname="tests.prelabel.labelers.test_dates" name="test_c" time="9"/>
<testcase classname="tests.test_packaging" name="test_d"/>
</testsuite></testsuites>"""


def written(path: Path, content: str = JUNIT) -> str:
    path.write_text(content)
    return str(path)


def test_seconds_are_summed_by_folder_the_longest_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert times.main([written(tmp_path / "now.xml")]) == 0
    shown = capsys.readouterr().out.split("slowest:")
    rows = [line.split() for line in shown[0].splitlines() if line]
    assert rows == [
        ["folder", "tests", "seconds"],
        ["prelabel", "1", "9.0"],
        ["loop", "2", "4.0"],
        [".", "1", "0.0"],
        ["all", "4", "13.0"],
    ]
    assert shown[1].split()[:2] == ["9.0", "prelabel/labelers/test_dates::test_c"]


def test_beside_a_run_before_stands_the_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    former = JUNIT.replace('time="9"', 'time="5"').replace("tests.loop", "tests.gone")
    assert times.main([written(tmp_path / "now.xml"), written(tmp_path / "former.xml", former)]) == 0
    rows = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines() if line}
    assert rows["prelabel"] == ["1", "9.0", "5.0", "+4.0"]
    assert rows["loop"] == ["2", "4.0", "0.0", "+4.0"]
    assert rows["gone"] == ["0", "0.0", "4.0", "-4.0"]
    assert rows["all"] == ["4", "13.0", "9.0", "+4.0"]


def test_without_a_file_it_says_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert times.main([]) == 2
    assert "JUNIT.xml" in capsys.readouterr().out
