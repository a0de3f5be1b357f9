"""Parts on the disk are checked by workers of dask's as by this process, also where one of them is killed."""

from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from killing import checked_and_killed
from test_checks_in_folders import checked, parted
from test_checks_in_parts import TODAY

from geo.checks import check
from geo.cli import main
from geo.errors import UsageError
from geo.findings import Problem
from geo.scale import runners
from geo.scale.runners import runner_of

dask = pytest.importorskip("dask", reason="dask comes with zonemark[scale].")
distributed = pytest.importorskip("distributed", reason="dask comes with zonemark[scale].")


@pytest.fixture(scope="module")
def address():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster.scheduler_address


def test_a_cluster_finds_what_one_process_finds_also_where_a_worker_is_killed(tmp_path, address):
    folder, mark = parted("land", 7, tmp_path), tmp_path / "killed"
    whole = checked(folder.whole(), "hazards")
    with runner_of(1, address) as cluster:
        killing = SimpleNamespace(
            run=lambda function, tasks: cluster.run(partial(checked_and_killed, mark, function), tasks)
        )
        assert check(folder, today=TODAY, workers=killing) == whole != []
    assert mark.exists()


def test_a_command_gives_the_parts_to_a_scheduler(tmp_path, address, capsys):
    folder, to = parted("hazards", 3, tmp_path), tmp_path / "problems.parquet"
    words = ["--problems-to", str(to), "--fail-on", "never", "--scheduler", address]
    assert main(["check", str(folder.path), *words]) == 0
    assert "240 records checked" in capsys.readouterr().out
    assert [Problem(**row) for row in pq.read_table(to).to_pylist()] == check(folder)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["parts", "problems.parquet"]


def test_commands_that_take_parts_give_the_same_by_a_cluster(tmp_path, address, capsys):
    folder = str(parted("land", 3, tmp_path).path)
    said = []
    for number, how in enumerate((["--workers", "1"], ["--scheduler", address])):
        assert main(["areas", folder, "--by", "area_type", *how]) == 4
        assert main(["diff", folder, folder, *how]) == 0
        to = tmp_path / str(number) / "land.geojson"
        to.parent.mkdir()
        assert main(["export", folder, "--to", str(to), *how]) in (0, 4)
        files = {one.name: one.read_bytes() for one in to.parent.iterdir()}
        said.append((capsys.readouterr().out.replace(str(to.parent), ""), files))
    assert said[0] == said[1] and len(said[0][1]) == 4
    assert sorted(one.name for one in tmp_path.iterdir()) == ["0", "1", "parts"]


def certified(folder):
    """A certificate of one's own authority and its key, made here, as dask's settings name them."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "office")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, SHA256())
    certificate, secret = folder / "office.pem", folder / "office.key"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    of = "distributed.comm.tls"
    own = {f"{of}.{who}.{what}": str(file) for who in ("scheduler", "worker", "client")
           for what, file in (("cert", certificate), ("key", secret))}  # fmt: skip
    return {f"{of}.ca-file": str(certificate), **own}


def test_a_cluster_behind_tls_works_for_whoever_has_its_certificates_and_for_nobody_else(tmp_path):
    folder = parted("hazards", 3, tmp_path)
    own = certified(tmp_path)
    with dask.config.set(own):
        cluster = distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, protocol="tls://", host="127.0.0.1", silence_logs=50,
            dashboard_address="127.0.0.1:0", security=distributed.Security(),
        )  # fmt: skip
        with cluster, runner_of(1, cluster.scheduler_address) as office:
            assert cluster.scheduler_address.startswith("tls://127.0.0.1:")
            assert check(folder, today=TODAY, workers=office) == checked(folder, "hazards") != []
            other = tmp_path / "other"
            other.mkdir()
            for settings in (dict.fromkeys(own), certified(other)):
                with dask.config.set(settings):
                    with pytest.raises(UsageError, match="No scheduler answers at tls://.*certificates"):
                        with runner_of(1, cluster.scheduler_address):
                            pass


def test_a_scheduler_that_does_not_answer_is_said(monkeypatch):
    monkeypatch.setattr(runners, "_ANSWERS_WITHIN_S", 1)
    with pytest.raises(UsageError, match="No scheduler answers"), runner_of(1, "tcp://127.0.0.1:9"):
        pass
