import pytest

from tests.fake_vendors import FakeEmbeddings, FakeVectors


@pytest.fixture
def embeddings() -> FakeEmbeddings:
    return FakeEmbeddings()


@pytest.fixture
def vectors() -> FakeVectors:
    return FakeVectors()
