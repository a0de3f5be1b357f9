"""Each process that is given is a new one, which answers until it is ended and ends with whoever started it."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from errno import EAGAIN
from pathlib import Path

import pytest

from geo import children
from geo.children import Ended, Nursery
from geo.disk import is_running


@pytest.fixture(params=["linux", "elsewhere"])
def nursery(request, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, [Path(__file__).parents[1], Path(__file__).parent])))
    if request.param == "elsewhere":
        monkeypatch.setattr(children, "_can_watch", lambda: False)
    made = Nursery("echoing")
    yield made
    made.end()


def answer(child, hear=lambda told: None):
    return child.ask({"number": 7}, hear, seconds=60)


def test_each_is_a_new_process_and_a_group_of_its_own(nursery):
    given = [nursery.child() for _ in range(3)]
    told = []
    answers = [answer(child, told.append) for child in given]
    assert [process for process, _, _ in answers] == [child._process.pid for child in given]
    assert all(process == group != os.getpid() for process, group, _ in answers)
    assert len({process for process, _, _ in answers}) == 3 and told == [7, 7, 7]
    assert answer(given[0]) == answers[0]
    for child in given:
        child.end()


def test_one_that_is_ended_says_so_is_gone_and_ends_no_other(nursery):
    one, other = nursery.child(), nursery.child()
    process, _, _ = answer(one)
    os.kill(process, signal.SIGSTOP)  # as in the middle of something
    one.end()
    assert not one.is_alive and other.is_alive and answer(other)
    with pytest.raises(Ended):
        answer(one)
    other.end()
    nursery.end()
    assert not is_running(process)
    with pytest.raises(OSError, match="canceled"):
        nursery.child()


@pytest.mark.parametrize("nursery", ["linux"], indirect=True)
def test_where_the_one_that_forks_was_ended_another_takes_its_place(nursery):
    before = nursery.child()
    _, _, parent = answer(before)
    assert parent == nursery._first.pid
    os.kill(parent, signal.SIGKILL)
    after = nursery.child()
    assert answer(after)[2] not in (parent, os.getpid())
    assert answer(before)  # goes on
    for child in (before, after):
        child.end()


@pytest.mark.parametrize("nursery", ["linux"], indirect=True)
def test_where_the_one_that_forks_is_stopped_another_takes_its_place(nursery):
    before = nursery.child()
    _, _, parent = answer(before)
    os.kill(parent, signal.SIGSTOP)
    after = nursery.child()
    assert answer(after)[2] not in (parent, os.getpid()) and not is_running(parent)
    assert answer(before)  # goes on
    for child in (before, after):
        child.end()


@pytest.mark.parametrize("nursery", ["linux"], indirect=True)
def test_where_each_that_forks_is_ended_it_is_said_and_the_next_try_begins_anew(nursery, monkeypatch):
    prepare = nursery._prepare

    def killed():
        prepare()
        nursery._first.kill()
        nursery._first.wait()

    nursery._first.kill()
    monkeypatch.setattr(nursery, "_prepare", killed)
    with pytest.raises(OSError, match="was ended from outside"):
        nursery.child()
    monkeypatch.setattr(nursery, "_prepare", prepare)
    child = nursery.child()
    assert answer(child)
    child.end()


@pytest.mark.parametrize("nursery", ["linux"], indirect=True)
def test_where_the_system_gave_no_process_the_next_try_asks_again(nursery, monkeypatch):
    def refused():
        raise BlockingIOError(EAGAIN, os.strerror(EAGAIN))

    prepare = nursery._prepare
    nursery._first.kill()
    monkeypatch.setattr(nursery, "_prepare", refused)
    with pytest.raises(BlockingIOError):
        nursery.child()
    monkeypatch.setattr(nursery, "_prepare", prepare)
    child = nursery.child()
    assert answer(child)
    child.end()


def test_one_that_is_ended_at_once_is_gone(nursery):
    for _ in range(10):
        child = nursery.child()
        child.end()
        assert not child.is_alive


def test_one_may_be_ended_by_several_at_once(nursery):
    child = nursery.child()
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(child.ask, {"number": 7, "wait": True}, lambda told: pool.submit(child.end), seconds=60)
        child.end()
        assert isinstance(asked.exception(), Ended)
    assert not child.is_alive


def test_they_end_where_nobody_asks_them_any_more(nursery):
    child = nursery.child()
    process, _, _ = answer(child)
    child._process.stdin.close()
    child._process.stdout.close()
    child._process.wait()
    nursery.end()
    assert not is_running(process)


@pytest.mark.parametrize("nursery", ["linux"], indirect=True)
def test_those_after_the_first_have_what_was_got_ready(nursery):
    given = [nursery.child() for _ in range(3)]
    assert [child.ask({"number": 7, "is_ready": True}, lambda told: None, seconds=60) for child in given] == [
        False, True, True,
    ]  # fmt: skip
    for child in given:
        child.end()
