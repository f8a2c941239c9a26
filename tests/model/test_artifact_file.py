"""An artifact keeps plain data exactly, and refuses every other file without running any of it."""

from __future__ import annotations

import gzip
import hashlib
import pickle
import struct
import subprocess
import sys
import warnings
from pathlib import Path

import joblib
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.errors import InputError
from stance.model.artifact import (
    ArtifactError,
    pack_strings,
    read_artifact,
    read_fingerprint,
    unpack_strings,
    write_artifact,
)
from stance.model.artifact.seal import make_seal

FIXTURES = Path(__file__).parent / "artifacts"
DTYPES = ["<f8", "<f4", "<i8", "<i4", "|u1", "<u2"]

CONTENTS = {
    "schema": {"name": "codebook", "labels": ["condemning", "supporting"], "no_stance": None},
    "names": pack_strings(["denounce", "deplore", "dénonce", "", "谴责"]),
    "weights": np.linspace(-1, 1, 12).reshape(3, 4),
    "columns": np.asfortranarray(np.arange(6, dtype=np.int32).reshape(2, 3)),
    "empty": np.zeros((0, 4), dtype=np.float32),
    "scalar": np.array(2.5),
    "codes": np.array([b"ab", b"c"]),
    "flags": np.array([True, False]),
    "temperature": 0.75,
    "large": 2**40,
}


def seal(data: bytes, version: int = 2) -> bytes:
    return data + make_seal(hashlib.sha256(data), version)


def assert_same(found, expected):
    assert type(found) is type(expected)
    if isinstance(expected, dict):
        assert list(found) == list(expected)
        for key in expected:
            assert_same(found[key], expected[key])
    elif isinstance(expected, list):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert_same(one, other)
    elif isinstance(expected, np.ndarray):
        assert (found.dtype, found.shape) == (expected.dtype, expected.shape)
        np.testing.assert_array_equal(found, expected)
    else:
        assert found == expected or found != found


@pytest.fixture
def artifact(tmp_path):
    path = tmp_path / "model.joblib"
    write_artifact(path, CONTENTS)
    return path


@pytest.mark.parametrize("mmap", [True, False])
def test_contents_come_back_as_they_were(artifact, mmap):
    assert_same(read_artifact(artifact, mmap=mmap), CONTENTS)


def test_joblib_reads_an_artifact_it_trusts(artifact):
    contents = joblib.load(artifact)
    assert contents.pop("stance_artifact") == 2
    assert_same(contents, CONTENTS)


def test_mapped_arrays_are_read_only_views(artifact):
    weights = read_artifact(artifact)["weights"]
    assert not weights.flags.writeable
    assert not weights.flags.owndata


def test_an_open_model_survives_its_file_being_replaced(artifact):
    weights = read_artifact(artifact)["weights"]
    write_artifact(artifact, {"weights": np.zeros(3)})
    np.testing.assert_array_equal(weights, CONTENTS["weights"])


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats()
    | st.text()
    | st.builds(
        lambda dtype, shape, seed: np.frombuffer(
            np.random.default_rng(seed).bytes(int(np.prod(shape)) * np.dtype(dtype).itemsize), dtype=dtype
        ).reshape(shape),
        st.sampled_from(DTYPES),
        st.lists(st.integers(0, 4), max_size=3).map(tuple),
        st.integers(0, 99),
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.dictionaries(st.text(max_size=5).filter(lambda key: key != "stance_artifact"), plain, max_size=5))
def test_any_plain_data_comes_back(tmp_path, contents):
    path = tmp_path / "any.joblib"
    write_artifact(path, contents)
    assert_same(read_artifact(path), contents)


def test_equal_contents_give_equal_bytes_whatever_objects_hold_them(artifact, tmp_path):
    other = tmp_path / "other.joblib"
    again = pickle.loads(pickle.dumps({**CONTENTS, "flags": CONTENTS["flags"].copy()}))
    again["columns"] = CONTENTS["columns"]
    write_artifact(other, again)
    assert other.read_bytes() == artifact.read_bytes()
    assert read_fingerprint(other) == read_fingerprint(artifact)


@pytest.mark.parametrize(
    ("contents", "where"),
    [
        ({"a": [1, {"b": (1, 2)}]}, r"contents\['a'\]\[1\]\['b'\]: tuple"),
        ({"a": np.array([{}], dtype=object)}, "array of object"),
        ({"a": np.array(["text"])}, "array of <U4"),
        ({"a": {1: 2}}, "key 1 is not a string"),
        ({"a": Path("x")}, "Path"),
    ],
)
def test_what_is_not_plain_is_not_written(tmp_path, contents, where):
    with pytest.raises(TypeError, match=where):
        write_artifact(tmp_path / "model.joblib", contents)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write_artifact(tmp_path / "file" / "model.joblib", CONTENTS)


def test_format_1_still_opens_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        contents = read_artifact(FIXTURES / "format_1.joblib")
    assert contents["schema"]["labels"] == ["condemning", "supporting"]
    assert unpack_strings(contents["names"]) == ["denounce", "deplore", "dénonce", "", "谴责"]
    np.testing.assert_array_equal(contents["weights"], np.linspace(-1, 1, 12).reshape(3, 4))


def test_reading_needs_neither_joblib_nor_scikit_learn(artifact):
    code = (
        f"import sys; from stance.model.artifact import read_artifact; read_artifact({str(artifact)!r})\n"
        "assert not {'joblib', 'sklearn', 'scipy', 'pyarrow'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


class Evil:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


def evil_pickles(path):
    array = np.empty(1, dtype=object)
    array[0] = Evil(path)
    old = f"cbuiltins\nexec\n(S'open({str(path)!r}, \"w\")'\ntR.".encode()
    return {
        "a value": {"stance_artifact": 1, "a": Evil(path)},
        "an object array": {"stance_artifact": 1, "a": array},
        "protocol 0": old,
    }


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("kind", ["a value", "an object array", "protocol 0"])
def test_no_code_of_a_strangers_pickle_runs(tmp_path, kind, sealed):
    touched, path = tmp_path / "touched", tmp_path / "model.joblib"
    content = evil_pickles(touched)[kind]
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        joblib.dump(content, path, protocol=4)
    if sealed:
        path.write_bytes(seal(path.read_bytes()))
    with pytest.raises(ArtifactError):
        read_artifact(path)
    assert not touched.exists()


def test_the_name_that_a_stranger_wants_called_is_told(tmp_path):
    path = tmp_path / "model.joblib"
    path.write_bytes(seal(pickle.dumps({"stance_artifact": 1, "a": print}, protocol=4)))
    with pytest.raises(ArtifactError, match=r"names 'builtins'.'print'.*not run"):
        read_artifact(path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b"label,text\n", "not a stance artifact"),
        (pickle.dumps({"a": 1}), "a pickle that stance did not make"),
        (gzip.compress(b"0" * 10_000_000), "gzip-compressed"),
        (seal(pickle.dumps({"a": 1}, protocol=4)), "holds none"),
        (seal(pickle.dumps([], protocol=4)), "holds none"),
        (seal(b""), "ends in the middle"),
        (seal(b"cposix\nsystem\n."), "instructions"),
        (seal(pickle.dumps({"stance_artifact": 3}, protocol=4), version=3), "made by a newer stance.*upgrade"),
        (seal(pickle.dumps({"stance_artifact": 1}, protocol=4), version=0), "none that stance ever wrote"),
        (seal(pickle.dumps({"stance_artifact": 1}, protocol=4) * 2), "more than one value"),
    ],
)
def test_what_is_no_artifact_is_refused_in_one_line(tmp_path, data, reason):
    path = tmp_path / "model.joblib"
    path.write_bytes(data)
    with pytest.raises(ArtifactError, match=reason) as caught:
        read_artifact(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_compressed_artifact_is_not_unpacked(tmp_path):
    path = tmp_path / "model.joblib"
    joblib.dump({"stance_artifact": 1, "a": np.zeros(10_000_000)}, path, compress=9)
    with pytest.raises(ArtifactError, match="zlib-compressed data, not a stance artifact"):
        read_artifact(path)


@pytest.mark.parametrize("path", ["missing.joblib", "."])
def test_a_path_that_is_no_file_is_refused(tmp_path, path):
    with pytest.raises(ArtifactError, match=r"no such file|is a directory"):
        read_artifact(tmp_path / path)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(1, 1500))
def test_a_file_that_was_cut_short_is_refused(artifact, cut):
    data = artifact.read_bytes()
    short = artifact.with_name("short.joblib")
    short.write_bytes(data[: max(len(data) - cut, 40)])
    with pytest.raises(ArtifactError, match="cut short"):
        read_artifact(short)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(data=st.data())
def test_a_flipped_bit_is_refused(artifact, data):
    content = bytearray(artifact.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    flipped = artifact.with_name("flipped.joblib")
    flipped.write_bytes(content)
    with pytest.raises(ArtifactError):
        read_artifact(flipped)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=1000)
@given(data=st.data())
def test_changed_bytes_under_a_fitting_seal_are_refused_or_harmless(artifact, data):
    content = bytearray(artifact.read_bytes()[:-120])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    changed = artifact.with_name("changed.joblib")
    changed.write_bytes(seal(bytes(content)))
    try:
        contents = read_artifact(changed)
    except ArtifactError:
        return
    write_artifact(changed, contents)  # only plain data can be written


def opcodes(*parts: bytes) -> bytes:
    return pickle.PROTO + b"\x04" + b"".join(parts) + pickle.STOP


def text(string: str) -> bytes:
    return pickle.SHORT_BINUNICODE + bytes([len(string)]) + string.encode()


def test_a_list_that_unfolds_without_end_is_refused(tmp_path):
    path = tmp_path / "bomb.joblib"
    laughs = pickle.EMPTY_LIST + pickle.MEMOIZE
    for i in range(40):  # each list holds the one before it twice
        get = pickle.BINGET + bytes([i])
        laughs += pickle.EMPTY_LIST + pickle.MEMOIZE + pickle.MARK + get + get + pickle.APPENDS
    body = pickle.EMPTY_DICT + text("a") + laughs
    path.write_bytes(seal(opcodes(body, pickle.SETITEM)))
    with pytest.raises(ArtifactError):
        read_artifact(path)


def test_a_list_in_two_places_is_refused(tmp_path):
    path = tmp_path / "shared.joblib"
    shared = [1]
    path.write_bytes(seal(pickle.dumps({"stance_artifact": 1, "a": [shared, shared]}, protocol=4)))
    with pytest.raises(ArtifactError, match="stands in two places"):
        read_artifact(path)


def test_a_key_that_takes_for_ever_to_hash_is_refused(tmp_path):
    path = tmp_path / "key.joblib"
    key = ()
    for _ in range(60):
        key = (key, key)
    body = opcodes(pickle.EMPTY_DICT, pickle.dumps(key, protocol=4)[2:-1], pickle.NONE, pickle.SETITEM)
    path.write_bytes(seal(body))
    with pytest.raises(ArtifactError):
        read_artifact(path)


def test_nesting_without_end_is_refused(tmp_path):
    path = tmp_path / "deep.joblib"
    depth = 100_000
    deep = pickle.EMPTY_LIST * depth + pickle.APPEND * (depth - 1)
    path.write_bytes(seal(opcodes(pickle.EMPTY_DICT, text("a"), deep, pickle.SETITEM)))
    with pytest.raises(ArtifactError, match="deeper"):
        read_artifact(path)


def test_an_array_larger_than_the_file_is_refused(tmp_path, artifact):
    path = tmp_path / "array.joblib"
    joblib.dump({"stance_artifact": 1, "a": np.zeros(3)}, path, protocol=4)
    claimed = path.read_bytes().replace(b"K\x03\x85", b"\x8a\x05" + struct.pack("<q", 2**38)[:5] + b"\x85")
    claimed = claimed[:2] + claimed[11:]  # without the frame, whose length no longer fits
    path.write_bytes(seal(claimed))
    with pytest.raises(ArtifactError, match="ends in the middle"):
        read_artifact(path)


@given(st.lists(st.text()))
def test_packed_strings_come_back(strings):
    assert unpack_strings(pack_strings(strings)) == strings


@pytest.mark.parametrize(
    "offsets", [[0, 9], [1, 3], [0, 2, 1, 3], [], [0, -1, 3]], ids=["long", "late", "falling", "none", "negative"]
)
def test_offsets_that_do_not_fit_are_refused(offsets):
    packed = {"bytes": np.frombuffer(b"abc", dtype=np.uint8), "offsets": np.array(offsets, dtype=np.int64)}
    with pytest.raises(ArtifactError, match="packed strings"):
        unpack_strings(packed)
