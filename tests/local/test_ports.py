import os
import socket

from scripts.local import ports


def test_free_ports_are_free_and_differ() -> None:
    found = ports.free(5)
    assert len(set(found)) == 5
    assert ports.busy(found) == []


def test_a_busy_port_tells_the_process_that_holds_it(listening: int) -> None:
    (sentence,) = ports.busy([listening, *ports.free()])
    assert sentence.startswith(f"port {listening} is taken by python")
    assert f"process {os.getpid()}" in sentence


def test_a_port_just_left_is_not_busy(listening: int) -> None:
    left = ports.free()[0]
    with socket.create_server(("127.0.0.1", left)):
        pass
    assert ports.busy([left]) == []
