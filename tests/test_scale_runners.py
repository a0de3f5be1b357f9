"""What runs the parts of a task: several processes, and what happens to those that are killed."""

import errno
import os
import select
import signal
import subprocess
import sys
import threading
from concurrent.futures.process import _ExecutorManagerThread
from contextlib import suppress
from functools import partial
from multiprocessing.process import BaseProcess
from threading import Thread, Timer

import pytest
import test_checks_in_parts as layers
from killing import always_killed, checked_and_killed, doubled, killed_elsewhere, killed_once

from geo import checks
from geo.checks import check
from geo.checks.parted import memory
from geo.errors import UsageError, WorkersLost
from geo.scale.copies import DRAWING, can_copy, shared
from geo.scale.runners import Processes, Serial, checked_address, runner_of, workers_for

copying = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="Processes are copied on Linux only.")


@pytest.fixture(scope="module")
def two():
    with runner_of(2) as runner:
        yield runner


def test_answers_come_in_the_order_of_the_tasks(two):
    assert [*two.run(doubled, range(9))] == [*Serial().run(doubled, range(9))] == [*range(0, 18, 2)]


def test_a_process_that_is_killed_costs_no_answer(two, tmp_path):
    mark = tmp_path / "killed"
    assert [*two.run(killed_once, [(mark, number) for number in range(9)])] == [*range(0, 18, 2)]
    assert mark.exists()


def test_a_process_that_was_begun_while_others_are_ended_keeps_nobody_waiting(tmp_path, monkeypatch):
    terminate, shut_down, passed_over = BaseProcess.terminate, _ExecutorManagerThread.shutdown_workers, []

    def unless_it_was_begun_just_now(process):
        if threading.current_thread() is threading.main_thread():
            return terminate(process)
        passed_over.append(threading.current_thread())

    def unless_it_came_too_late(manager):
        if manager not in passed_over:
            shut_down(manager)

    monkeypatch.setattr(BaseProcess, "terminate", unless_it_was_begun_just_now)
    monkeypatch.setattr(_ExecutorManagerThread, "shutdown_workers", unless_it_came_too_late)
    with runner_of(2) as two:
        assert [*two.run(killed_once, [(tmp_path / "killed", number) for number in range(9)])] == [*range(0, 18, 2)]
    assert passed_over


def test_a_task_that_was_forgotten_when_a_process_was_killed_is_run_again(tmp_path, monkeypatch):
    broken, forgotten = _ExecutorManagerThread.terminate_broken, []

    def forgetful(manager, cause):
        forgotten.extend(manager.pending_work_items)
        manager.pending_work_items.clear()
        broken(manager, cause)

    monkeypatch.setattr(_ExecutorManagerThread, "terminate_broken", forgetful)
    with runner_of(2) as two:
        assert [*two.run(killed_once, [(tmp_path / "killed", number) for number in range(9)])] == [*range(0, 18, 2)]
    assert forgotten


def test_a_process_that_is_killed_before_the_pool_looks_at_it_costs_no_answer(tmp_path, monkeypatch):
    look, renew, has_looked = _ExecutorManagerThread.wait_result_broken_or_wakeup, Processes._renew, []

    def without_processes(manager):
        if has_looked:
            return look(manager)
        processes, manager.processes = manager.processes, {}
        try:
            return look(manager)
        finally:
            manager.processes = processes

    monkeypatch.setattr(_ExecutorManagerThread, "wait_result_broken_or_wakeup", without_processes)
    monkeypatch.setattr(Processes, "_renew", lambda two: (has_looked.append(True), renew(two)))
    with runner_of(2) as two:
        assert [*two.run(killed_once, [(tmp_path / "killed", number) for number in range(9)])] == [*range(0, 18, 2)]
    assert has_looked


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Processes of others are watched on Linux only.")
def test_processes_end_with_the_one_that_they_work_for_even_if_that_is_killed():
    code = ("import signal; from geo.scale.runners import Processes; two = Processes(2); [*two.run(abs, range(4))]; "
            "print(*two._pool._processes, flush=True); signal.pause()")  # fmt: skip
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as asking:
        handles = [os.pidfd_open(int(process)) for process in asking.stdout.readline().split()]
        asking.kill()
    have_ended = [bool(select.select([handle], [], [], 20)[0]) for handle in handles]
    for handle in handles:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        os.close(handle)
    assert have_ended and all(have_ended), "a process waits for ever for work from nobody"


def test_a_task_that_kills_every_process_ends_in_one_sentence(two):
    with pytest.raises(WorkersLost, match="ended from outside 4 times"):
        [*two.run(always_killed, [1])]


def test_problems_are_the_same_where_a_process_was_killed(two, tmp_path, monkeypatch):
    mark = tmp_path / "killed"
    monkeypatch.setattr(checks, "can_copy", lambda: False)
    monkeypatch.setattr(memory, "checked", partial(checked_and_killed, mark, memory.checked))
    monkeypatch.setattr(memory, "SIZE", 100)
    assert check(layers.LAYERS["hazards"](), today=layers.TODAY, workers=two) == layers.whole("hazards")
    assert mark.exists()


@copying
@pytest.mark.parametrize("name", layers.LAYERS)
def test_copies_of_a_process_find_what_it_finds_alone(name, monkeypatch):
    monkeypatch.setattr(checks, "can_copy", lambda: True)
    extent = layers.EXTENT if name == "land" else None
    assert check(layers.LAYERS[name](), today=layers.TODAY, extent=extent, workers=3) == layers.whole(name)


@copying
def test_a_copy_that_is_killed_costs_no_answer_and_an_error_is_raised_here():
    assert shared(partial(killed_elsewhere, os.getpid()), 9, 3) == [*range(0, 18, 2)]
    with pytest.raises(ZeroDivisionError):
        shared(lambda number: 1 // (number - 5), 9, 3)


@copying
@pytest.mark.parametrize("refused", ["fork", "memfd_create"])
def test_where_the_system_gives_no_process_this_one_does_all_and_leaves_no_file_open(refused, monkeypatch):
    def refuse(*words):
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, refused, refuse)
    before = os.listdir("/proc/self/fd")
    assert shared(doubled, 5, 3) == [*range(0, 10, 2)]
    assert os.listdir("/proc/self/fd") == before


@copying
def test_copies_end_with_the_process_that_they_are_copies_of():
    told, telling = os.pipe()
    if (process := os.fork()) == 0:
        shared(lambda number: (os.write(telling, os.getpid().to_bytes(4)), signal.pause()), 2, 2)
    os.close(telling)
    at_work = {int.from_bytes(os.read(told, 4)) for _ in range(2)}
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    has_ended = bool(select.select([told], [], [], 20)[0])
    for one in at_work - {process} if not has_ended else ():
        os.kill(one, signal.SIGKILL)
    os.close(told)
    assert len(at_work) == 2 and has_ended, "a copy works on for nobody"


@copying
def test_no_process_is_copied_beside_another_thread_or_from_one(monkeypatch):
    other, told = Thread(target=lambda: told.append(can_copy())), []
    drawing = Timer(1, print)
    drawing.name = DRAWING
    for threads in ([], [drawing], [other]):
        monkeypatch.setattr(threading, "enumerate", lambda threads=threads: [threading.main_thread(), *threads])
        assert can_copy() == (other not in threads)
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.main_thread()])
    other.start()
    other.join()
    assert told == [False]


@pytest.mark.parametrize(
    "address",
    [
        "tcp://10.0.0.7:8786",
        "10.0.0.7:8786",
        "tcp://me:secret@10.0.0.7:8786",
        "tcp://localhost.evil.org:1",
        "tls://",
        "",
    ],
)
def test_a_scheduler_that_anyone_can_reach_is_refused(address):
    with pytest.raises(UsageError, match="neither on this machine nor reached by TLS") as refused:
        checked_address(address)
    assert "secret" not in str(refused.value)


def test_few_records_are_checked_by_one_process():
    assert workers_for(49_999) == 1 <= workers_for(50_000)
    assert isinstance(Processes(2).workers, int) and checks.HERE.workers == 1
